package io.postern.core.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.port.Meters;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.Stores;
import io.postern.core.tlsrpt.DueReports.Due;
import io.postern.core.tlsrpt.SessionResult.Ends;
import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting and handing out, on every engine. */
abstract class DueReportsContract {
  static final AppliedPolicy POLICY =
      new AppliedPolicy(
          AppliedPolicy.Type.STS,
          "example.org",
          List.of("version: STSv1", "mode: testing", "mx: *.example.org", "max_age: 86400"),
          List.of("*.example.org"));
  private static final Ends ENDS = new Ends("mx.example.org", "192.0.2.1", "198.51.100.1");
  private static final SessionResult GOOD =
      SessionResult.of("example.org", POLICY, Optional.empty(), ENDS);
  private static final SessionResult EXPIRED =
      SessionResult.of("example.org", POLICY, Optional.of(TlsFault.EXPIRED), ENDS);

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T23:50:00Z"));
  private SqlDatabase database;
  private SessionTally tally;
  private double random;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = SqlDatabase.open(settings(), directory, Stores.NODE, Stores.rootKey(), clock);
    tally = new SessionTally(database, Meters.NONE, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DueReports node() {
    return new DueReports(database, () -> random, clock);
  }

  private static void count(SessionTally node, int times, SessionResult result) {
    IntStream.range(0, times).forEach(i -> node.seen(result));
    node.flush();
  }

  /** From ten minutes before midnight to ten after, or later. */
  private Optional<Due> takenAfter(Duration time) {
    clock.advance(time);
    DueReports node = node();
    node.open();
    return node.take();
  }

  @Test
  void results_countedByTwoNodesAndInParts_addUp() {
    SessionTally other = new SessionTally(database, Meters.NONE, clock);
    count(tally, 3, GOOD);
    count(other, 2, GOOD);
    count(tally, 1, EXPIRED);
    count(other, 1, EXPIRED);

    Due due = takenAfter(Duration.ofMinutes(20)).orElseThrow();

    assertThat(due.day()).isEqualTo(LocalDate.of(2026, 1, 1));
    assertThat(due.domain()).isEqualTo("example.org");
    assertThat(node().results(due))
        .containsExactly(
            new Result(
                "sts",
                "example.org",
                POLICY.lines(),
                POLICY.hosts(),
                5,
                2,
                List.of(
                    new Failure(
                        "certificate-expired",
                        "198.51.100.1",
                        "mx.example.org",
                        "192.0.2.1",
                        "",
                        2))));
  }

  @Test
  void take_dayNotOver_nothing() {
    count(tally, 1, GOOD);

    assertThat(takenAfter(Duration.ofMinutes(5))).isEmpty();
    assertThat(takenAfter(Duration.ofMinutes(9))).as("counts may be on their way").isEmpty();
    assertThat(takenAfter(Duration.ofMinutes(2))).isPresent();
  }

  @Test
  void take_spread_isLaterAndNotLost() {
    random = 0.5;
    count(tally, 1, GOOD);

    assertThat(takenAfter(Duration.ofHours(1))).isEmpty();
    assertThat(takenAfter(Duration.ofHours(2))).isPresent();
  }

  @Test
  void take_manyNodesAtOnce_everyReportGoesToOne() {
    for (int i = 0; i < 20; i++) {
      count(tally, 1, SessionResult.of("d" + i + ".example", POLICY, Optional.empty(), ENDS));
    }
    clock.advance(Duration.ofHours(1));
    node().open();

    List<CompletableFuture<List<String>>> nodes =
        IntStream.range(0, 4).mapToObj(i -> CompletableFuture.supplyAsync(this::takeAll)).toList();

    List<String> all = nodes.stream().flatMap(n -> n.join().stream()).toList();
    assertThat(all).hasSize(20).doesNotHaveDuplicates();
  }

  private List<String> takeAll() {
    DueReports node = node();
    List<String> domains = new ArrayList<>();
    for (Optional<Due> due = node.take(); due.isPresent(); due = node.take()) {
      domains.add(due.get().domain());
    }
    return domains;
  }

  @Test
  void take_nodeThatNeverComesBack_anotherGetsItAndTheFirstCannotFinishIt() {
    count(tally, 1, GOOD);
    Due lost = takenAfter(Duration.ofHours(1)).orElseThrow();

    assertThat(takenAfter(Duration.ofMinutes(14))).isEmpty();
    Due again = takenAfter(Duration.ofMinutes(2)).orElseThrow();
    node().finish(lost);

    assertThat(node().results(again)).as("still to be sent").isNotEmpty();
  }

  @Test
  void later_keepsWhomItWasSentTo() {
    count(tally, 1, GOOD);
    Due due = takenAfter(Duration.ofHours(1)).orElseThrow();

    node().later(due.servedTo("mailto:a@example.org"), clock.instant().plusSeconds(3600));

    assertThat(takenAfter(Duration.ofMinutes(59))).isEmpty();
    assertThat(takenAfter(Duration.ofMinutes(2)).orElseThrow().served())
        .containsExactly("mailto:a@example.org");
  }

  @Test
  void finish_countsThatComeLate_makeNoSecondReport() {
    SessionTally slow = new SessionTally(database, Meters.NONE, clock);
    slow.seen(GOOD);
    count(tally, 1, GOOD);
    Due due = takenAfter(Duration.ofHours(1)).orElseThrow();
    node().finish(due);
    slow.flush();

    assertThat(takenAfter(Duration.ofHours(20))).isEmpty();
    assertThat(takenAfter(Duration.ofDays(4))).isEmpty();
    assertThat(node().results(due)).as("forgotten in the end").isEmpty();
  }

  @Test
  void flush_receiverThatMakesUpHosts_isBounded() {
    for (int i = 0; i < 300; i++) {
      Ends ends = new Ends("mx" + i + ".example.org", "192.0.2.1", "198.51.100.1");
      tally.seen(SessionResult.of("example.org", POLICY, Optional.of(TlsFault.EXPIRED), ends));
    }
    tally.flush();

    Due due = takenAfter(Duration.ofHours(1)).orElseThrow();
    assertThat(node().results(due).getFirst().failures()).hasSize(200);
  }

  @Test
  void seen_isCountedWithoutNames() {
    FakeMeters meters = new FakeMeters();
    new SessionTally(database, meters, clock).seen(EXPIRED);

    assertThat(meters.counted())
        .containsExactly("postern_tls_sessions policy=sts result=certificate-expired");
  }
}
