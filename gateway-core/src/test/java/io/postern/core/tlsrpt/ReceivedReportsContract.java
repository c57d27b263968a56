package io.postern.core.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of reports, on every engine. */
abstract class ReceivedReportsContract {
  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private SqlDatabase database;
  private ReceivedReports reports;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = SqlDatabase.open(settings(), directory, Stores.NODE, Stores.rootKey(), clock);
    reports = new ReceivedReports(database, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static TlsReport report(String id, String begin) {
    Instant from = Instant.parse(begin);
    return new TlsReport(
        "Company \u00fc " + "x".repeat(400),
        "",
        id,
        from,
        from.plus(Duration.ofDays(1)),
        List.of(
            new TlsReport.Result(
                "sts",
                "clinic.example",
                List.of("mode: enforce"),
                List.of(),
                5,
                1,
                List.of(new TlsReport.Failure("certificate-expired", "", "mx", "", "", 1)))));
  }

  @Test
  void add_twice_isKeptOnce() {
    TlsReport report = report("1", "2025-12-30T00:00:00Z");

    assertThat(reports.add(report)).isTrue();
    assertThat(reports.add(report)).isFalse();
    assertThat(reports.since(Instant.EPOCH)).containsExactly(report);
  }

  @Test
  void since_oldReports_areLeftOut() {
    TlsReport old = report("1", "2025-12-01T00:00:00Z");
    TlsReport fresh = report("2", "2025-12-30T00:00:00Z");
    reports.add(fresh);
    reports.add(old);

    assertThat(reports.since(Instant.EPOCH)).containsExactly(old, fresh);
    assertThat(reports.since(Instant.parse("2025-12-30T00:00:00Z"))).containsExactly(fresh);
  }

  @Test
  void add_afterMoreThanAYear_forgetsOldOnes() {
    reports.add(report("1", "2025-12-30T00:00:00Z"));
    clock.advance(Duration.ofDays(401));
    reports.add(report("2", "2027-02-01T00:00:00Z"));

    assertThat(reports.since(Instant.EPOCH)).extracting(TlsReport::id).containsExactly("2");
  }
}
