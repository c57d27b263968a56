package io.postern.core.keys;

import io.postern.core.audit.AuditEvent;
import io.postern.core.store.FindingStore;
import io.postern.core.store.KeyStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One change of what is known for an address from its sources, written in one transaction with the
 * keys themselves and its audit event. What is only confirmed makes no event.
 *
 * @param given fingerprints that the source gave now
 * @param taken those of them that are new
 * @param dropped fingerprints that no longer count
 */
record FindingChange(
    KeyKind kind,
    String address,
    KeyFinding from,
    Set<String> given,
    List<String> taken,
    List<String> dropped,
    String log) {
  private static final KeyFinding NOWHERE =
      new KeyFinding("", "", "", Voucher.NOBODY, Instant.EPOCH, Instant.EPOCH);

  /** Nothing new, and something no longer counts. */
  static FindingChange ofLoss(KeyKind kind, String address, List<String> dropped, String log) {
    return new FindingChange(kind, address, NOWHERE, Set.of(), List.of(), dropped, log);
  }

  void write(Tx tx) throws SQLException {
    for (String fingerprint : given) {
      FindingStore.put(tx, row(fingerprint, tx.now().toEpochMilli()));
    }
    for (String fingerprint : dropped) {
      FindingStore.delete(tx, kind.label(), address, fingerprint);
      KeyStore.release(
          tx, new KeyStore.Id(kind.label(), KeyPurpose.ENCRYPT.label(), fingerprint), address);
    }
    if (!taken.isEmpty() || !dropped.isEmpty()) {
      tx.audit(
          new AuditEvent.KeyDiscovered(
              kind.label(), address, taken, dropped, from.source(), from.place(), log));
    }
  }

  private FindingStore.Row row(String fingerprint, long at) {
    return new FindingStore.Row(
        kind.label(),
        address,
        fingerprint,
        from.source(),
        from.place(),
        from.voucher().label(),
        at,
        at);
  }
}
