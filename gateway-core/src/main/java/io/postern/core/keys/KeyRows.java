package io.postern.core.keys;

import io.postern.core.audit.AuditEvent;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.KeyStore;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import io.postern.core.store.Work;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys to rows and back: private halves are sealed on the way, every change is an audit event. */
final class KeyRows {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRows.class);

  private final Database database;
  private final Vault vault;

  KeyRows(Database database, Vault vault) {
    this.database = database;
    this.vault = vault;
  }

  List<StoredKey> byAddress(KeyKind kind, KeyPurpose purpose, String address) {
    List<KeyStore.Row> rows =
        database.read(
            connection -> KeyStore.byAddress(connection, kind.label(), purpose.label(), address));
    return rows.stream().flatMap(row -> stored(row).stream()).toList();
  }

  List<KeyEntry> list(Instant now) {
    return database.read(connection -> {
      List<KeyEntry> entries = new ArrayList<>();
      for (KeyStore.Row row : KeyStore.all(connection)) {
        entries.add(entry(row, KeyStore.addresses(connection, row.id()), now));
      }
      return entries;
    });
  }

  /** Files all of them or none, each beside what the directory already knows of it. */
  List<KeyEntry> put(List<ParsedKey> keys, KeyImport wish, Instant now) throws KeyImportException {
    return put(keys, wish, now, _ -> {});
  }

  /** Something that is written with the keys or not at all. */
  @FunctionalInterface
  interface Also {
    void write(Tx tx) throws SQLException;
  }

  /** The same with something else in the same transaction. */
  List<KeyEntry> put(List<ParsedKey> keys, KeyImport wish, Instant now, Also also)
      throws KeyImportException {
    List<Filing> filings = new ArrayList<>();
    for (ParsedKey key : keys) {
      filings.add(filing(key, wish));
    }
    write(tx -> {
      for (Filing filing : filings) {
        KeyStore.put(tx, filing.row(tx.now().toEpochMilli()), filing.addresses());
        tx.audit(changed("added", filing.id(), filing.addresses(), wish.by()));
      }
      also.write(tx);
      return filings.size();
    });
    return filings.stream()
        .map(filing -> entry(filing.row(now.toEpochMilli()), filing.addresses(), now))
        .toList();
  }

  void delete(List<KeyEntry> entries, String by) {
    write(tx -> {
      for (KeyEntry entry : entries) {
        KeyStore.Id id = id(entry.kind(), entry.purpose(), entry.fingerprint());
        if (KeyStore.delete(tx, id)) {
          tx.audit(changed("removed", id, entry.addresses(), by));
        }
      }
      return entries.size();
    });
  }

  /** A row about to be written; sealing is done before, for a transaction does nothing but SQL. */
  private record Filing(
      KeyStore.Id id,
      byte[] publicPart,
      byte @Nullable [] sealedPrivate,
      List<String> addresses,
      KeyImport wish) {
    KeyStore.Row row(long at) {
      return new KeyStore.Row(id, publicPart, sealedPrivate, at, wish.by(), wish.source());
    }
  }

  private Filing filing(ParsedKey key, KeyImport wish) throws KeyImportException {
    KeyStore.Id id = id(key.kind(), wish.purpose(), key.fingerprint());
    Set<String> addresses = new TreeSet<>(known(id));
    wish.address()
        .map(MailName::normal)
        .ifPresentOrElse(addresses::add, () -> addresses.addAll(key.addresses()));
    byte[] sealed =
        key.privatePart().map(secret -> vault.sealSecret(secret, context(id))).orElse(null);
    return new Filing(id, withWhatIsKnown(key, id), sealed, List.copyOf(addresses), wish);
  }

  private List<String> known(KeyStore.Id id) {
    return database.read(connection -> KeyStore.addresses(connection, id));
  }

  /**
   * An OpenPGP certificate grows: a copy that lacks a revocation which we have seen must not undo
   * it.
   */
  private byte[] withWhatIsKnown(ParsedKey key, KeyStore.Id id) throws KeyImportException {
    Optional<KeyStore.Row> row = database.read(connection -> KeyStore.byId(connection, id));
    if (key.kind() == KeyKind.SMIME || row.isEmpty()) {
      return key.publicPart();
    }
    return OpenPgpFile.joined(row.get().publicPart(), key.publicPart());
  }

  /** The same for a key that nobody filed yet, nor may ever. */
  ParsedKey withWhatIsKnown(ParsedKey key) throws KeyImportException {
    KeyStore.Id id = id(key.kind(), KeyPurpose.ENCRYPT, key.fingerprint());
    return new ParsedKey(
        key.kind(), key.fingerprint(), key.addresses(), withWhatIsKnown(key, id), Optional.empty());
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
            : Optional.of(SmimeFile.privateKey(secret.get(), certificate.leaf().getPublicKey())));
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

  private KeyEntry entry(KeyStore.Row row, List<String> addresses, Instant now) {
    KeyPurpose purpose = KeyPurpose.of(row.id().purpose());
    Optional<StoredKey> key = stored(row);
    return new KeyEntry(
        KeyKind.of(row.id().kind()),
        purpose,
        row.id().fingerprint(),
        key.map(StoredKey::algorithm).orElse("unknown"),
        addresses,
        new Provenance(Instant.ofEpochMilli(row.addedAt()), row.addedBy(), row.source()),
        key.flatMap(known -> known.expires(now)),
        key.isEmpty()
            ? Optional.of(KeyRefusal.UNREADABLE)
            : refusal(key.get(), purpose, addresses, now));
  }

  private static Optional<KeyRefusal> refusal(
      StoredKey key, KeyPurpose purpose, List<String> addresses, Instant now) {
    return switch (purpose) {
      case SIGN -> key.refusedForSigning(now);
      case ENCRYPT ->
          addresses.stream()
              .flatMap(address -> key.refusedForEncryption(address, now).stream())
              .findFirst();
    };
  }

  <T> void write(Work<T> work) {
    try {
      database.write(work).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException cause
          ? cause
          : new StoreException("the key directory could not be changed", e);
    }
  }

  private static AuditEvent changed(
      String change, KeyStore.Id id, List<String> addresses, String by) {
    return new AuditEvent.KeyChanged(
        change + " (" + id.purpose() + ")",
        id.kind(),
        String.join(", ", addresses),
        id.fingerprint(),
        by);
  }

  private static KeyStore.Id id(KeyKind kind, KeyPurpose purpose, String fingerprint) {
    return new KeyStore.Id(kind.label(), purpose.label(), fingerprint);
  }

  /** Ties a sealed private half to its row, so that two cannot be swapped. */
  private static String context(KeyStore.Id id) {
    return "key:" + id.kind() + ":" + id.purpose() + ":" + id.fingerprint();
  }
}
