package io.postern.web.portal;

import io.postern.core.audit.AuditEvent;
import io.postern.core.store.Database;
import io.postern.core.store.PortalAccess;
import io.postern.core.store.PortalAccess.Session;
import io.postern.core.store.PortalStore;
import io.postern.core.store.PortalStore.Item;
import io.postern.core.store.PortalStore.State;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Browsers that proved control of a mailbox. Safe for use by many threads. */
final class Sessions {
  /** A session ends then, however busy it is. */
  static final Duration LONGEST = Duration.ofHours(8);

  /** Uses closer together than this are not written down. */
  private static final Duration GRAIN = Duration.ofSeconds(30);

  private final Database database;
  private final Duration idle;
  private final InstantSource clock;

  Sessions(Database database, Duration idle, InstantSource clock) {
    this.database = database;
    this.idle = idle;
    this.clock = clock;
  }

  /** Whether the id is that of a living session for this item; changes nothing. */
  boolean living(String sessionId, Item item) {
    return find(sessionId, item).isPresent();
  }

  /**
   * The same, and notes the use. The first time it also writes the proof of reading, and nothing of
   * the message is shown where that fails.
   *
   * @param client the reader's address for the audit trail
   */
  boolean use(String sessionId, Item item, String client) {
    Optional<Session> found = find(sessionId, item);
    found.filter(s -> !s.opened()).ifPresent(s -> open(s, item, client));
    Instant now = clock.instant();
    found
        .filter(s -> s.usedAt().plus(GRAIN).isBefore(now))
        .ifPresent(s -> run(tx -> PortalAccess.touch(tx, s.hash(), now)));
    return found.isPresent();
  }

  /** Ends a session; unknown ids are no matter. */
  void end(String sessionId) {
    run(tx -> PortalAccess.end(tx, PortalKeys.hash(sessionId)));
  }

  private Optional<Session> find(String sessionId, Item item) {
    Instant now = clock.instant();
    return database
        .read(connection -> PortalAccess.session(connection, PortalKeys.hash(sessionId)))
        .filter(s -> s.locatorHash().equals(item.locatorHash()))
        .filter(s -> now.isBefore(s.usedAt().plus(idle)))
        .filter(s -> now.isBefore(s.createdAt().plus(LONGEST)));
  }

  private void open(Session session, Item item, String client) {
    run(tx -> {
      if (PortalAccess.open(tx, session.hash())) {
        PortalStore.advance(tx, item.locatorHash(), State.READ);
        tx.audit(
            new AuditEvent.PickedUp(
                item.message(), item.recipient(), item.reference(), "mailed code", client));
      }
    });
  }

  private void run(Change change) {
    database
        .write(tx -> {
          change.run(tx);
          return true;
        })
        .join();
  }

  /** A change without a result. */
  @FunctionalInterface
  private interface Change {
    void run(Tx tx) throws SQLException;
  }
}
