package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of deliveries that were held for as long as policy lets them. Each end is an audit
 * event and an alarm in the log, one that is refused a DSN besides. Thread-safe; of several nodes
 * one acts.
 */
final class HoldEnds {
  private static final Logger LOG = LoggerFactory.getLogger(HoldEnds.class);

  // RFC 3463 3.5: X.4.7 delivery time expired.
  private static final Reply EXPIRED =
      Reply.of(554, "5.4.7", "your organisation held this message and nobody released it in time");

  /** For a row whose terms lost their duration: never more often than that. */
  private static final Duration DAY = Duration.ofDays(1);

  private final Database database;
  private final QueueAdminStore rows;
  private final RetrySchedule schedule;
  private final int most;

  /**
   * @param most so many in one transaction
   */
  HoldEnds(Database database, RetrySchedule schedule, int most) {
    this.database = database;
    this.rows = new QueueAdminStore(database);
    this.schedule = schedule;
    this.most = most;
  }

  private record Ended(Row row, HoldTerms.End end) {}

  /** Ends what has to end now; says whether something can leave. */
  boolean round() {
    boolean leaves = false;
    List<Ended> ended;
    do {
      ended = Waiting.forCommit(database.write(this::end));
      ended.forEach(HoldEnds::alarm);
      leaves |= ended.stream().anyMatch(e -> e.end != HoldTerms.End.KEEP);
    } while (ended.size() == most);
    return leaves;
  }

  private List<Ended> end(Tx tx) throws SQLException {
    List<Ended> ended = new ArrayList<>();
    for (Row row : rows.ended(tx, most)) {
      HoldTerms.End end = possible(row);
      if (end(tx, row, end)) {
        ended.add(new Ended(row, end));
      }
    }
    return ended;
  }

  /** Nothing goes on by itself without a protection that policy named for it. */
  private HoldTerms.End possible(Row row) {
    HoldTerms.End end = row.discretion().terms().end();
    return end == HoldTerms.End.RELEASE && row.protections().isEmpty() ? HoldTerms.End.KEEP : end;
  }

  private boolean end(Tx tx, Row row, HoldTerms.End end) throws SQLException {
    return switch (end) {
      case KEEP -> keep(tx, row);
      case REFUSE ->
          rows.refuse(tx, row, EXPIRED, schedule.expiry(tx.now(), List.of()))
              && HeldMail.recorded(tx, row, r -> event(row, r, end, Optional.empty()));
      case RELEASE -> {
        List<Protection> left = rows.protections(row);
        yield rows.release(tx, row, left, schedule.deadlines(tx.now(), left))
            && HeldMail.recorded(tx, row, r -> event(row, r, end, Optional.empty()));
      }
    };
  }

  private boolean keep(Tx tx, Row row) throws SQLException {
    Instant again = tx.now().plus(row.discretion().terms().longest().orElse(DAY));
    return rows.holdOn(tx, row, again)
        && HeldMail.recorded(tx, row, r -> event(row, r, HoldTerms.End.KEEP, Optional.of(again)));
  }

  private static AuditEvent event(
      Row row, String recipient, HoldTerms.End end, Optional<Instant> until) {
    return new AuditEvent.HoldEnded(
        row.message(), recipient, row.holdQueue().orElse(""), word(end), until);
  }

  private static void alarm(Ended ended) {
    LOG.atWarn()
        .addKeyValue("alarm", "HOLD-ENDED")
        .log(
            "{}: the hold in {} has ended, for {} recipients: {}",
            ended.row.message(),
            ended.row.holdQueue().orElse(""),
            ended.row.recipients().size(),
            word(ended.end));
  }

  private static String word(HoldTerms.End end) {
    return end.name().toLowerCase(Locale.ROOT);
  }
}
