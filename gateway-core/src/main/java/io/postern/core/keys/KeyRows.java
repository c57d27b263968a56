package io.postern.core.keys;

import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.FindingStore;
import io.postern.core.store.KeyStore;
import io.postern.core.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows as keys; private halves are opened on the way. */
final class KeyRows {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRows.class);

  private final Database database;
  private final Vault vault;

  KeyRows(Database database, Vault vault) {
    this.database = database;
    this.vault = vault;
  }

  List<FiledKey<StoredKey>> byAddress(KeyKind kind, KeyPurpose purpose, String address) {
    return database.read(connection -> {
      Map<String, List<KeyFinding>> findings =
          FindingStore.of(connection, kind.label(), address).stream()
              .map(KeyFinding::of)
              .collect(Collectors.groupingBy(KeyFinding::fingerprint));
      List<KeyStore.Kept> rows =
          KeyStore.byAddress(connection, kind.label(), purpose.label(), address);
      return all(pinnedOrAll(rows)).stream()
          .map(filed -> filed.foundAt(findings.getOrDefault(filed.key().fingerprint(), List.of())))
          .toList();
    });
  }

  /** Before any is read: a pin shuts out other keys also where its own can no longer be read. */
  private static List<KeyStore.Kept> pinnedOrAll(List<KeyStore.Kept> rows) {
    return rows.stream().anyMatch(KeyStore.Kept::pinned)
        ? rows.stream().filter(KeyStore.Kept::pinned).toList()
        : rows;
  }

  List<FiledKey<StoredKey>> byPurpose(KeyPurpose purpose) {
    return all(database.read(connection -> KeyStore.byPurpose(connection, purpose.label())));
  }

  List<KeyStore.Shelved> all() {
    return database.read(KeyStore::all);
  }

  List<KeyStore.Shelved> byFingerprint(String fingerprint) {
    return database.read(connection -> KeyStore.byFingerprint(connection, fingerprint));
  }

  Optional<FiledKey<StoredKey>> byId(KeyEntry entry) {
    KeyStore.Id id =
        new KeyStore.Id(entry.kind().label(), entry.purpose().label(), entry.fingerprint());
    return database.read(connection -> KeyStore.byId(connection, id)).flatMap(this::filed);
  }

  Set<KeyStore.PinnedAddress> pinned() {
    return database.read(KeyStore::pinned);
  }

  /** Everything that was found, for all addresses. */
  List<FindingStore.Row> findings() {
    return database.read(connection -> {
      List<FindingStore.Row> found = new ArrayList<>();
      for (KeyKind kind : KeyKind.values()) {
        found.addAll(FindingStore.all(connection, kind.label()));
      }
      return found;
    });
  }

  private List<FiledKey<StoredKey>> all(List<KeyStore.Kept> rows) {
    return rows.stream().flatMap(kept -> filed(kept).stream()).toList();
  }

  /** The key in a row; empty where it cannot be read. */
  Optional<FiledKey<StoredKey>> filed(KeyStore.Kept kept) {
    return stored(kept.row())
        .map(key ->
            new FiledKey<>(
                key,
                KeyOrigin.of(kept.row().origin()),
                standing(kept.standing()),
                kept.pinned(),
                List.of()));
  }

  static Standing standing(KeyStore.Standing row) {
    return new Standing(
        Standing.Verdict.of(row.name()), row.reason(), row.by(), Instant.ofEpochMilli(row.at()));
  }

  private Optional<StoredKey> stored(KeyStore.Row row) {
    try {
      return Optional.of(
          switch (KeyKind.of(row.id().kind())) {
            case SMIME -> smime(row);
            case OPENPGP -> openPgp(row);
          });
    } catch (KeyImportException | StoreException e) {
      LOG.error("key {} in the directory cannot be read and is not used", row.id().fingerprint());
      return Optional.empty();
    }
  }

  private StoredKey smime(KeyStore.Row row) throws KeyImportException {
    SmimeCertificate certificate = SmimeFile.certificate(row.publicPart());
    Optional<byte[]> secret = opened(row);
    return new StoredKey.Smime(
        certificate,
        secret.isEmpty()
            ? Optional.empty()
            : Optional.of(SmimeFile.privateKey(secret.get(), certificate.leaf().getPublicKey())),
        certificate.selfSignatureBroken());
  }

  private StoredKey openPgp(KeyStore.Row row) throws KeyImportException {
    Optional<byte[]> secret = opened(row);
    return new StoredKey.OpenPgp(
        OpenPgpFile.certificate(row.publicPart()),
        secret.isEmpty() ? Optional.empty() : Optional.of(OpenPgpFile.secretRing(secret.get())));
  }

  private Optional<byte[]> opened(KeyStore.Row row) {
    return Optional.ofNullable(row.sealedPrivate())
        .map(sealed -> vault.openSecret(sealed, context(row.id())));
  }

  /** Ties a sealed private half to its row, so that two cannot be swapped. */
  static String context(KeyStore.Id id) {
    return "key:" + id.kind() + ":" + id.purpose() + ":" + id.fingerprint();
  }
}
