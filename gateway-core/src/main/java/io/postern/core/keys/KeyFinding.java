package io.postern.core.keys;

import io.postern.core.store.FindingStore;
import java.time.Instant;

/**
 * Where a key that nobody imported was found for an address.
 *
 * @param source as in the configuration, such as {@code wkd}
 * @param place a host, a URL or a name of the DNS; names a person by a digest at most
 * @param voucher who says that it belongs to the address
 * @param found when it was found first
 * @param confirmed when the source last gave it
 */
public record KeyFinding(
    String fingerprint,
    String source,
    String place,
    Voucher voucher,
    Instant found,
    Instant confirmed) {
  static KeyFinding of(FindingStore.Row row) {
    return new KeyFinding(
        row.fingerprint(),
        row.source(),
        row.place(),
        Voucher.of(row.voucher()),
        Instant.ofEpochMilli(row.foundAt()),
        Instant.ofEpochMilli(row.confirmedAt()));
  }

  /** The same key there, given just now. */
  KeyFinding at(Instant now) {
    return new KeyFinding(fingerprint, source, place, voucher, now, now);
  }

  /** Another key there. */
  KeyFinding of(String otherFingerprint) {
    return new KeyFinding(otherFingerprint, source, place, voucher, found, confirmed);
  }

  FindingStore.Row row(KeyKind kind, String address) {
    return new FindingStore.Row(
        kind.label(),
        address,
        fingerprint,
        source,
        place,
        voucher.label(),
        found.toEpochMilli(),
        confirmed.toEpochMilli());
  }
}
