package io.postern.core.tlsrpt;

import io.postern.config.Json;
import io.postern.core.queue.Waiting;
import io.postern.core.store.Database;
import io.postern.core.store.TlsDueStore;
import io.postern.core.store.TlsDueStore.Row;
import io.postern.core.store.TlsSessionStore;
import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;

/**
 * The reports that we owe: one for each domain and day, from midnight (UTC) on. Of several nodes
 * one gets each; where it does not come back, another one after a while. Blocking; safe for use by
 * many threads.
 */
public final class DueReports {
  /** RFC 8460 4.1: all the world begins a day at the same moment. */
  private static final Duration SPREAD = Duration.ofHours(4);

  /** Until every node's counts of the day are in the store. */
  private static final Duration SETTLED = Duration.ofMinutes(5);

  /** Longer than it takes to send one. */
  private static final Duration LEASE = Duration.ofMinutes(15);

  private static final int DAYS_KEPT = 3;

  private final Database database;
  private final DoubleSupplier random;
  private final InstantSource clock;

  /**
   * @param random from 0 to 1
   */
  public DueReports(Database database, DoubleSupplier random, InstantSource clock) {
    this.database = database;
    this.random = random;
    this.clock = clock;
  }

  /**
   * A report to send now.
   *
   * @param served where it was sent to already
   */
  public record Due(LocalDate day, String domain, Set<String> served, Instant lease) {
    public Due {
      served = Set.copyOf(served);
    }

    /** When the day was over. */
    public Instant since() {
      return day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** The last moment at which it is tried. */
    public Instant until() {
      return since().plus(SPREAD).plus(Duration.ofDays(1));
    }

    /** The same after it was sent to somebody. */
    public Due servedTo(String target) {
      Set<String> all = new TreeSet<>(served);
      all.add(target);
      return new Due(day, domain, all, lease);
    }

    private Row row() {
      return new Row(day.toEpochDay(), domain, lease.toEpochMilli(), text());
    }

    private String text() {
      return Json.write(new TreeSet<>(served));
    }
  }

  /** Puts down the reports of days that are over, and forgets what is older than any of them. */
  public void open() {
    LocalDate today = LocalDate.ofInstant(clock.instant().minus(SETTLED), ZoneOffset.UTC);
    Waiting.forCommit(
        database.write(tx -> {
          TlsDueStore.open(tx, today.toEpochDay(), this::dueAt);
          TlsSessionStore.forget(tx, today.toEpochDay() - DAYS_KEPT);
          TlsDueStore.forget(tx, today.toEpochDay() - DAYS_KEPT);
          return Boolean.TRUE;
        }));
  }

  private long dueAt(long day) {
    Instant over = LocalDate.ofEpochDay(day).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    double part = SETTLED.toMillis() + random.getAsDouble() * SPREAD.minus(SETTLED).toMillis();
    return over.plusMillis((long) part).toEpochMilli();
  }

  /** One that is due, for this caller alone. */
  public Optional<Due> take() {
    long until = clock.instant().plus(LEASE).toEpochMilli();
    return Waiting.forCommit(database.write(tx -> TlsDueStore.take(tx, until)))
        .map(DueReports::due);
  }

  private static Due due(Row row) {
    List<String> served = Json.readArray(row.served()).stream().map(Object::toString).toList();
    return new Due(
        LocalDate.ofEpochDay(row.day()),
        row.domain(),
        Set.copyOf(served),
        Instant.ofEpochMilli(row.dueAt()));
  }

  /** What the report is about. */
  public List<Result> results(Due due) {
    Map<String, List<TlsSessionStore.Row>> byPolicy = new LinkedHashMap<>();
    database
        .read(c -> TlsSessionStore.of(c, due.day().toEpochDay(), due.domain()))
        .forEach(r -> byPolicy.computeIfAbsent(r.policy(), p -> new ArrayList<>()).add(r));
    return byPolicy.entrySet().stream().map(e -> result(e.getKey(), e.getValue())).toList();
  }

  private static Result result(String text, List<TlsSessionStore.Row> rows) {
    AppliedPolicy policy = Json.read(text, AppliedPolicy.class);
    List<Failure> failures =
        rows.stream().filter(r -> !r.failure().isEmpty()).map(DueReports::failure).toList();
    long bad = failures.stream().mapToLong(Failure::sessions).sum();
    long all = rows.stream().mapToLong(TlsSessionStore.Row::sessions).sum();
    return new Result(
        policy.type().label(),
        policy.domain(),
        policy.lines(),
        policy.hosts(),
        all - bad,
        bad,
        failures);
  }

  private static Failure failure(TlsSessionStore.Row row) {
    Failure one = Json.read(row.failure(), Failure.class);
    return new Failure(
        one.result(), one.sender(), one.host(), one.address(), one.reason(), row.sessions());
  }

  /** Puts it off. */
  public void later(Due due, Instant again) {
    Row row = due.row();
    Waiting.forCommit(
        database.write(tx -> TlsDueStore.put(tx, row, again.toEpochMilli(), row.served())));
  }

  /** Is done with it, however it ended, and forgets what was counted for it. */
  public void finish(Due due) {
    Row row = due.row();
    Waiting.forCommit(
        database.write(tx -> {
          if (TlsDueStore.finish(tx, row)) {
            TlsSessionStore.forget(tx, row.day(), row.domain());
          }
          return Boolean.TRUE;
        }));
  }
}
