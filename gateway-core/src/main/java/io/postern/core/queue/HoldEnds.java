package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.port.Meters;
import io.postern.core.store.Database;
import io.postern.core.store.QueueAdminStore;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of deliveries that were held for as long as policy lets them. Each end is an audit
 * event and an alarm in the log, one that is refused a DSN besides. While nothing may leave or
 * bounce, an end that would make it do so waits, and that too is told once. Thread-safe; of several
 * nodes one acts.
 */
public final class HoldEnds {
  private static final Logger LOG = LoggerFactory.getLogger(HoldEnds.class);

  // RFC 3463 3.5: X.4.7 delivery time expired.
  private static final Reply EXPIRED =
      Reply.of(554, "5.4.7", "your organisation held this message and nobody released it in time");

  /** For a row whose terms lost their duration: never more often than that. */
  private static final Duration DAY = Duration.ofDays(1);

  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 20;

  /** What the audit trail and the log call an end that waits for the mode. */
  private static final String WAIT = "wait";

  private final Database database;
  private final QueueAdminStore rows;
  private final RetrySchedule schedule;
  private final BooleanSupplier mayLeave;
  private volatile int waiting;

  /**
   * @param mayLeave false while nothing may leave and nothing may bounce
   */
  public HoldEnds(Database database, RetrySchedule schedule, BooleanSupplier mayLeave) {
    this.database = database;
    this.rows = new QueueAdminStore(database);
    this.schedule = schedule;
    this.mayLeave = mayLeave;
  }

  /** Shows how many ends wait to those who watch. */
  public void watchedBy(Meters meters) {
    meters.gauge("postern_hold_ends_waiting", () -> waiting);
  }

  private record Ended(Row row, String end, boolean leaves) {}

  @FunctionalInterface
  private interface Step {
    List<Ended> take(Tx tx) throws SQLException;
  }

  /** Ends what has to end now; says whether something can leave. */
  boolean round() {
    boolean leaves = all(mayLeave.getAsBoolean() ? this::end : this::putOff);
    waiting = rows.waiting();
    return leaves;
  }

  private boolean all(Step step) {
    boolean leaves = false;
    List<Ended> ended;
    do {
      ended = Waiting.forCommit(database.write(step::take));
      ended.forEach(HoldEnds::alarm);
      leaves |= ended.stream().anyMatch(Ended::leaves);
    } while (ended.size() == AT_ONCE);
    return leaves;
  }

  private List<Ended> end(Tx tx) throws SQLException {
    List<Ended> ended = new ArrayList<>();
    for (Row row : rows.ended(tx, AT_ONCE)) {
      HoldTerms.End end = possible(row);
      if (end(tx, row, end)) {
        ended.add(new Ended(row, word(end), end != HoldTerms.End.KEEP));
      }
    }
    return ended;
  }

  private List<Ended> putOff(Tx tx) throws SQLException {
    List<Ended> ended = new ArrayList<>();
    for (Row row : rows.endedUntold(tx, AT_ONCE)) {
      boolean keeps = possible(row) == HoldTerms.End.KEEP;
      if (keeps ? keep(tx, row) : putOff(tx, row)) {
        ended.add(new Ended(row, keeps ? word(HoldTerms.End.KEEP) : WAIT, false));
      }
    }
    return ended;
  }

  private boolean putOff(Tx tx, Row row) throws SQLException {
    return rows.told(tx, row)
        && HeldMail.recorded(tx, row, r -> event(row, r, WAIT, Optional.empty()));
  }

  /** Nothing goes on by itself without a protection that policy named for it. */
  private HoldTerms.End possible(Row row) {
    HoldTerms.End end = row.discretion().terms().end();
    return end == HoldTerms.End.RELEASE && open(row).isEmpty() ? HoldTerms.End.KEEP : end;
  }

  private List<Protection> open(Row row) {
    return Permit.open(rows.protections(row), row.requireTls());
  }

  private boolean end(Tx tx, Row row, HoldTerms.End end) throws SQLException {
    return switch (end) {
      case KEEP -> keep(tx, row);
      case REFUSE ->
          rows.refuse(tx, row, EXPIRED, schedule.expiry(tx.now(), List.of()))
              && HeldMail.recorded(tx, row, r -> event(row, r, word(end), Optional.empty()));
      case RELEASE -> {
        List<Protection> left = open(row);
        yield rows.release(tx, row, left, schedule.deadlines(tx.now(), left))
            && HeldMail.recorded(tx, row, r -> event(row, r, word(end), Optional.empty()));
      }
    };
  }

  private boolean keep(Tx tx, Row row) throws SQLException {
    Instant again = tx.now().plus(row.discretion().terms().longest().orElse(DAY));
    return rows.holdOn(tx, row, again)
        && HeldMail.recorded(
            tx, row, r -> event(row, r, word(HoldTerms.End.KEEP), Optional.of(again)));
  }

  private static AuditEvent event(Row row, String recipient, String end, Optional<Instant> until) {
    return new AuditEvent.HoldEnded(
        row.message(), recipient, row.holdQueue().orElse(""), end, until);
  }

  private static void alarm(Ended ended) {
    LOG.atWarn()
        .addKeyValue("alarm", "HOLD-ENDED")
        .log(
            "{}: the hold in {} has ended, for {} recipients: {}",
            ended.row.message(),
            ended.row.holdQueue().orElse(""),
            ended.row.recipients().size(),
            ended.end);
  }

  private static String word(HoldTerms.End end) {
    return end.name().toLowerCase(Locale.ROOT);
  }
}
