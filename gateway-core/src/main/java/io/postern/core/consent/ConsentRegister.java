package io.postern.core.consent;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Consents;
import io.postern.core.queue.Waiting;
import io.postern.core.store.ConsentStore;
import io.postern.core.store.Database;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The register in the store; each change in one transaction with its audit event. Asks the store
 * anew each time, so that a withdrawal counts from the next message on. Safe for use by many
 * threads.
 */
public final class ConsentRegister implements Consents {
  /** In one transaction, so that no accepting session waits long behind it. */
  private static final int AT_ONCE = 100;

  private final Database database;

  public ConsentRegister(Database database) {
    this.database = database;
  }

  /** A consent as somebody wants it recorded; withdrawn at that moment where one is given. */
  public record Entry(Consent consent, Optional<Instant> withdrawn) {}

  /** What became of entries: how many were new, how many are withdrawn now and were not before. */
  public record Change(int added, int withdrawn, int unchanged) {}

  @Override
  public boolean covers(Mailbox recipient, String scope, Instant at) {
    String address = recipient.inLowerCase();
    return ConsentRows.history(database.read(c -> ConsentStore.ofAddress(c, address))).stream()
        .anyMatch(r -> r.consent().scope().equals(scope) && r.state(at) == Recorded.State.IN_FORCE);
  }

  /**
   * What stands in the register under the name of the consent and says something else: a consent is
   * evidence and is not overwritten.
   *
   * @throws io.postern.core.store.StoreException where the store fails
   */
  public Optional<Recorded> contradicting(Consent consent) {
    return database
        .read(c ->
            ConsentStore.find(
                c, consent.address(), consent.scope(), consent.given().toEpochMilli()))
        .map(ConsentRows::recorded)
        .filter(r -> !r.consent().equals(consent));
  }

  /**
   * Records consents. What is there already stays as it is; a withdrawal is never undone. Where it
   * fails half way, those before are recorded, and the same call may be made again.
   *
   * @param by who records them
   * @throws IllegalArgumentException where one contradicts what was recorded before
   * @throws io.postern.core.store.StoreException where the store fails
   */
  public Change record(List<Entry> entries, String by) {
    int added = 0;
    int withdrawn = 0;
    for (int from = 0; from < entries.size(); from += AT_ONCE) {
      List<Entry> some = entries.subList(from, Math.min(from + AT_ONCE, entries.size()));
      Change change = Waiting.forCommit(database.write(tx -> record(tx, some, by)));
      added += change.added();
      withdrawn += change.withdrawn();
    }
    return new Change(added, withdrawn, entries.size() - added - withdrawn);
  }

  private static Change record(Tx tx, List<Entry> entries, String by) throws SQLException {
    int added = 0;
    int withdrawn = 0;
    for (Entry entry : entries) {
      Consent c = entry.consent();
      Optional<Recorded> before =
          ConsentStore.find(tx, c.address(), c.scope(), c.given().toEpochMilli())
              .map(ConsentRows::recorded);
      if (before.isEmpty()) {
        add(tx, new Recorded(c, tx.now(), by, withdrawal(entry, by)));
        added++;
      } else if (!before.get().consent().equals(c)) {
        throw new IllegalArgumentException(
            "a consent of that address, scope and date is recorded and says something else");
      } else if (entry.withdrawn().isPresent() && before.get().withdrawal().isEmpty()) {
        withdraw(tx, before.get(), entry.withdrawn().get(), by);
        withdrawn++;
      }
    }
    return new Change(added, withdrawn, 0);
  }

  private static Optional<Recorded.Withdrawal> withdrawal(Entry entry, String by) {
    return entry.withdrawn().map(at -> new Recorded.Withdrawal(at, by));
  }

  /**
   * Withdraws what an address agreed to, from now on.
   *
   * @param scope only this; everything where it is empty
   * @return what was withdrawn
   * @throws io.postern.core.store.StoreException where the store fails
   */
  public List<Recorded> withdraw(String address, Optional<String> scope, String by) {
    String wanted = Consent.addressOf(address);
    return Waiting.forCommit(
        database.write(tx -> {
          List<Recorded> withdrawn = new ArrayList<>();
          for (ConsentStore.Row row : ConsentStore.standing(tx, wanted)) {
            if (scope.isEmpty() || scope.get().equals(row.scope())) {
              withdrawn.add(withdraw(tx, ConsentRows.recorded(row), tx.now(), by));
            }
          }
          return withdrawn;
        }));
  }

  /**
   * Everything recorded of one address, the oldest consent of each scope first; each with the
   * withdrawal that ends it, on whichever record that stands.
   */
  public List<Recorded> of(String address) {
    String wanted = Consent.addressOf(address);
    return ConsentRows.history(database.read(c -> ConsentStore.ofAddress(c, wanted)));
  }

  /**
   * Some of the register in the order of the addresses; each with the withdrawal that ends it.
   *
   * @param after only addresses that come after this one
   * @param most so many, and then the rest of the last address
   */
  public List<Recorded> list(String after, int most) {
    return ConsentRows.history(database.read(c -> ConsentStore.page(c, after, most)));
  }

  private static void add(Tx tx, Recorded recorded) throws SQLException {
    ConsentStore.insert(tx, ConsentRows.row(recorded));
    audit(tx, "added", recorded.consent(), recorded.by());
    if (recorded.withdrawal().isPresent()) {
      audit(tx, "withdrawn", recorded.consent(), recorded.by());
    }
  }

  private static Recorded withdraw(Tx tx, Recorded recorded, Instant at, String by)
      throws SQLException {
    ConsentStore.withdraw(tx, ConsentRows.row(recorded), at.toEpochMilli(), by);
    audit(tx, "withdrawn", recorded.consent(), by);
    return new Recorded(
        recorded.consent(),
        recorded.at(),
        recorded.by(),
        Optional.of(new Recorded.Withdrawal(at, by)));
  }

  private static void audit(Tx tx, String change, Consent c, String by) throws SQLException {
    tx.audit(
        new AuditEvent.ConsentChanged(
            change, c.address(), c.scope(), c.warning(), c.given(), c.expires(), by));
  }
}
