package io.postern.core.keys;

import io.postern.core.store.KeyStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys as lists show them, with what gates and trust say of each now. */
final class KeyEntries {
  private final KeyRows rows;
  private final KeyJudge judge;
  private final Instant now;

  private final Set<KeyStore.PinnedAddress> pinned;
  private final Map<Place, List<KeyFinding>> findings;

  KeyEntries(KeyRows rows, KeyJudge judge, Instant now) {
    this.rows = rows;
    this.judge = judge;
    this.now = now;
    this.pinned = rows.pinned();
    this.findings =
        rows.findings().stream()
            .collect(
                Collectors.groupingBy(
                    f -> new Place(f.kind(), f.address(), f.fingerprint()),
                    Collectors.mapping(KeyFinding::of, Collectors.toList())));
  }

  private record Place(String kind, String address, String fingerprint) {}

  List<KeyEntry> of(List<KeyStore.Shelved> shelf) {
    return shelf.stream().map(this::entry).toList();
  }

  private KeyEntry entry(KeyStore.Shelved shelved) {
    KeyStore.Row row = shelved.kept().row();
    KeyPurpose purpose = KeyPurpose.of(row.id().purpose());
    Optional<FiledKey<StoredKey>> key = rows.filed(shelved.kept());
    Map<String, KeyRefusal> refusals = refusals(key, purpose, shelved);
    return new KeyEntry(
        KeyKind.of(row.id().kind()),
        purpose,
        row.id().fingerprint(),
        key.map(k -> k.key().algorithm()).orElse("unknown"),
        shelved.addresses().stream().map(KeyStore.Address::address).toList(),
        provenance(row),
        KeyRows.standing(shelved.kept().standing()),
        pins(shelved),
        key.flatMap(k -> k.key().expires(purpose, now)),
        refusals,
        refusals.values().stream()
            .findFirst()
            .or(() -> ofItself(key, purpose))
            .or(() -> ofNobody(key, purpose, shelved)));
  }

  private static Provenance provenance(KeyStore.Row row) {
    return new Provenance(
        Instant.ofEpochMilli(row.addedAt()),
        row.addedBy(),
        row.source(),
        KeyOrigin.of(row.origin()),
        row.verified());
  }

  private static List<Pin> pins(KeyStore.Shelved shelved) {
    return shelved.addresses().stream()
        .filter(address -> address.pinnedBy() != null)
        .map(address ->
            new Pin(
                address.address(),
                Objects.requireNonNull(address.pinnedBy()),
                Instant.ofEpochMilli(address.pinnedAt())))
        .toList();
  }

  /** By address, in their order. */
  private Map<String, KeyRefusal> refusals(
      Optional<FiledKey<StoredKey>> key, KeyPurpose purpose, KeyStore.Shelved shelved) {
    Optional<KeyRefusal> whole = ofItself(key, purpose);
    Map<String, KeyRefusal> found = new LinkedHashMap<>();
    for (KeyStore.Address address : shelved.addresses()) {
      whole
          .or(() ->
              purpose == KeyPurpose.ENCRYPT
                  ? forAddress(key.orElseThrow(), shelved, address)
                  : Optional.empty())
          .ifPresent(why -> found.put(address.address(), why));
    }
    return found;
  }

  /** Kept for its revocation alone. */
  private Optional<KeyRefusal> ofNobody(
      Optional<FiledKey<StoredKey>> key, KeyPurpose purpose, KeyStore.Shelved shelved) {
    return purpose == KeyPurpose.ENCRYPT && shelved.addresses().isEmpty()
        ? key.flatMap(k -> k.key().refusedForEncryption("", now))
        : Optional.empty();
  }

  /** What goes for every address. */
  private Optional<KeyRefusal> ofItself(Optional<FiledKey<StoredKey>> key, KeyPurpose purpose) {
    if (key.isEmpty()) {
      return Optional.of(KeyRefusal.UNREADABLE);
    }
    FiledKey<StoredKey> filed = key.get();
    return KeyJudge.standing(filed.standing())
        .or(() ->
            switch (purpose) {
              case SIGN -> filed.key().refusedForSigning(now);
              case DECRYPT -> Optional.<KeyRefusal>empty(); // what it was sent to, it opens
              case AUTHORITY -> expired(filed.key());
              case ENCRYPT -> Optional.empty();
            });
  }

  private Optional<KeyRefusal> expired(StoredKey key) {
    return key.expires(KeyPurpose.AUTHORITY, now)
        .filter(end -> !end.isAfter(now))
        .map(_ -> KeyRefusal.EXPIRED);
  }

  private Optional<KeyRefusal> forAddress(
      FiledKey<StoredKey> filed, KeyStore.Shelved shelved, KeyStore.Address address) {
    String kind = shelved.kept().row().id().kind();
    FiledKey<StoredKey> here =
        new FiledKey<>(
            filed.key(),
            filed.origin(),
            filed.standing(),
            address.pinnedBy() != null,
            findings.getOrDefault(
                new Place(kind, address.address(), filed.key().fingerprint()), List.of()));
    boolean exclusive = pinned.contains(new KeyStore.PinnedAddress(kind, address.address()));
    return here.key()
        .refusedForEncryption(address.address(), now)
        .or(() -> judge.forEncryption(here, address.address(), exclusive, 1));
  }
}
