package io.postern.core.tlsrpt;

import io.postern.config.Json;
import io.postern.core.queue.Waiting;
import io.postern.core.store.Database;
import io.postern.core.store.TlsReportStore;
import io.postern.core.store.TlsReportStore.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The register of reports that others sent us. Blocking; safe for use by many threads. */
public final class ReceivedReports {
  /** Older ones are forgotten whenever one is added. */
  private static final Duration KEPT = Duration.ofDays(400);

  private static final int LONGEST_KEY = 255;

  private final Database database;
  private final InstantSource clock;

  public ReceivedReports(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Keeps a report; false where it was there already. */
  public boolean add(TlsReport report) {
    Row row =
        new Row(
            cut(report.organisation()),
            cut(report.id()),
            report.begin().toEpochMilli(),
            Json.write(report));
    long oldest = clock.instant().minus(KEPT).toEpochMilli();
    return Waiting.forCommit(
        database.write(tx -> {
          TlsReportStore.forget(tx, oldest);
          return TlsReportStore.add(tx, row);
        }));
  }

  /** Those that begin at a time or later, the oldest first. */
  public List<TlsReport> since(Instant begin) {
    return database.read(c -> TlsReportStore.since(c, begin.toEpochMilli())).stream()
        .map(text -> Json.read(text, TlsReport.class))
        .toList();
  }

  private static String cut(String text) {
    return text.length() > LONGEST_KEY ? text.substring(0, LONGEST_KEY) : text;
  }
}
