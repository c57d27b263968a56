package io.postern.core.keys;

import io.postern.core.audit.AuditEvent;
import io.postern.core.store.FindingStore;
import io.postern.core.store.KeyStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One change of what is known for an address from its sources, written in one transaction with the
 * keys themselves and its audit event. What is only confirmed makes no event.
 *
 * @param given what a source gave now, in the order of the fingerprints, so that two nodes cannot
 *     wait for each other
 * @param taken fingerprints of those of them that are new
 * @param gone findings that no longer count
 * @param dropped fingerprints that no source gives any more
 * @param forgettable public parts by fingerprint, of keys without a revocation to be remembered
 */
record FindingChange(
    KeyKind kind,
    String address,
    List<KeyFinding> given,
    List<String> taken,
    List<KeyFinding> gone,
    List<String> dropped,
    Map<String, byte[]> forgettable,
    String log) {
  private static final KeyFinding NOWHERE =
      new KeyFinding("", "", "", Voucher.NOBODY, Instant.EPOCH, Instant.EPOCH);

  void write(Tx tx) throws SQLException {
    for (KeyFinding finding : given) {
      FindingStore.put(tx, finding.at(tx.now()).row(kind, address));
    }
    for (KeyFinding finding : gone) {
      if (FindingStore.delete(tx, finding.row(kind, address))) {
        release(tx, finding.fingerprint());
      }
    }
    if (!taken.isEmpty() || !dropped.isEmpty()) {
      KeyFinding from = given.isEmpty() ? NOWHERE : given.getFirst();
      tx.audit(
          new AuditEvent.KeyDiscovered(
              kind.label(), address, taken, dropped, from.source(), from.place(), log));
    }
  }

  private void release(Tx tx, String fingerprint) throws SQLException {
    KeyStore.Id id = new KeyStore.Id(kind.label(), KeyPurpose.ENCRYPT.label(), fingerprint);
    KeyStore.release(tx, id, address);
    byte[] known = forgettable.get(fingerprint);
    if (known != null) {
      KeyStore.discard(tx, id, known);
    }
  }
}
