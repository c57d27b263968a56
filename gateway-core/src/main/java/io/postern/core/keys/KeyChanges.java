package io.postern.core.keys;

import io.postern.core.audit.AuditEvent;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.FindingStore;
import io.postern.core.store.KeyStore;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import io.postern.core.store.Work;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Changes of the directory: private halves are sealed on the way, each is an audit event. */
final class KeyChanges {
  /** Somebody else may change the same key at the same time, but not all the time. */
  private static final int TRIES = 5;

  /** Each is read and judged for each message. */
  private static final int MOST_FOR_AN_ADDRESS = 64;

  private final Database database;
  private final Vault vault;

  KeyChanges(Database database, Vault vault) {
    this.database = database;
    this.vault = vault;
  }

  /** Files all of them, or none, each beside what the directory already knows of it. */
  List<PinConflict> put(List<ParsedKey> keys, KeyImport wish) throws KeyImportException {
    return put(keys, wish, _ -> {});
  }

  /** Something that is written with the keys or not at all. */
  @FunctionalInterface
  interface Also {
    void write(Tx tx) throws SQLException;
  }

  /** The same with something else in the same transaction. */
  List<PinConflict> put(List<ParsedKey> keys, KeyImport wish, Also also) throws KeyImportException {
    for (int i = 1; i <= TRIES; i++) {
      List<Filing> filings = new ArrayList<>();
      for (ParsedKey key : merged(keys)) {
        filings.add(filing(key, wish));
      }
      Optional<List<PinConflict>> done = putAtOnce(filings, wish, also);
      if (done.isPresent()) {
        return done.get();
      }
    }
    throw new StoreException("the key is being changed by others all the time");
  }

  /** A file may hold a key twice. */
  private static Collection<ParsedKey> merged(List<ParsedKey> keys) throws KeyImportException {
    Map<String, List<ParsedKey>> byName = new LinkedHashMap<>();
    keys.forEach(k -> byName.computeIfAbsent(k.fingerprint(), _ -> new ArrayList<>()).add(k));
    List<ParsedKey> all = new ArrayList<>();
    for (List<ParsedKey> copies : byName.values()) {
      all.add(joined(copies));
    }
    return all;
  }

  /** Copies of one key as one. */
  static ParsedKey joined(List<ParsedKey> copies) throws KeyImportException {
    ParsedKey all = copies.getFirst();
    for (ParsedKey copy : copies.subList(1, copies.size())) {
      all = copy.with(grown(copy, Optional.of(all.publicPart())));
    }
    return all;
  }

  /** Empty where another was faster. */
  private Optional<List<PinConflict>> putAtOnce(List<Filing> filings, KeyImport wish, Also also)
      throws KeyImportException {
    boolean pins = wish.pinned() && wish.purpose() == KeyPurpose.ENCRYPT;
    try {
      return Optional.of(
          write(tx -> {
            for (Filing filing : filings) {
              file(tx, filing, wish.by());
            }
            List<PinConflict> conflicts = pins ? pin(tx, filings, wish.by()) : List.of();
            also.write(tx);
            return conflicts;
          }));
    } catch (StoreException e) {
      if (e.getCause() instanceof ChangedMeanwhile) {
        return Optional.empty();
      }
      if (e.getCause() instanceof TooMany) {
        throw new KeyImportException(
            "more than " + MOST_FOR_AN_ADDRESS + " keys of a kind for one address");
      }
      throw e;
    }
  }

  private static void file(Tx tx, Filing filing, String by) throws SQLException {
    if (!KeyStore.put(
        tx, filing.row(tx.now().toEpochMilli()), filing.known(), filing.addresses())) {
      throw new ChangedMeanwhile();
    }
    for (String address : filing.addresses()) {
      if (KeyStore.serving(tx, filing.id(), address) > MOST_FOR_AN_ADDRESS) {
        throw new TooMany();
      }
    }
    String change = filing.known().isPresent() ? "updated" : "added";
    tx.audit(changed(change, filing.id(), filing.addresses(), by));
  }

  private static List<PinConflict> pin(Tx tx, List<Filing> filings, String by) throws SQLException {
    Map<String, Set<String>> before = new HashMap<>();
    for (Filing filing : filings) {
      for (String address : filing.addresses()) {
        before.put(address, KeyStore.pinnedFor(tx, filing.id(), address));
      }
    }
    List<PinConflict> conflicts = new ArrayList<>();
    for (Filing filing : filings) {
      conflicts.addAll(pin(tx, filing, before, by));
    }
    return conflicts;
  }

  /**
   * Where another key has a person's word already, this one does not get it in passing.
   *
   * @param before who had it by address; those that are filed together get it together
   */
  private static List<PinConflict> pin(
      Tx tx, Filing filing, Map<String, Set<String>> before, String by) throws SQLException {
    String fingerprint = filing.id().fingerprint();
    List<PinConflict> conflicts = new ArrayList<>();
    List<String> pinned = new ArrayList<>();
    for (String address : filing.addresses()) {
      Set<String> holders = before.getOrDefault(address, Set.of());
      if (holders.contains(fingerprint)) {
        continue; // and who pinned it first stays
      }
      if (holders.isEmpty()) {
        KeyStore.pin(tx, filing.id(), address, by, tx.now().toEpochMilli());
        pinned.add(address);
      } else {
        conflicts.add(new PinConflict(fingerprint, address, holders.stream().sorted().toList()));
      }
    }
    if (!pinned.isEmpty()) {
      tx.audit(changed("pinned", filing.id(), pinned, by));
    }
    return conflicts;
  }

  /** Notes what is said of one key, in a transaction that does more. */
  static void stand(Tx tx, KeyKind kind, String fingerprint, Standing standing)
      throws SQLException {
    KeyStore.Id id = id(kind, KeyPurpose.ENCRYPT, fingerprint);
    if (KeyStore.stand(tx, id, row(standing, tx))) {
      tx.audit(changed(change(Standing.NONE, standing), id, List.of(), standing.by()));
    }
  }

  private static KeyStore.Standing row(Standing standing, Tx tx) {
    return new KeyStore.Standing(
        standing.verdict().label(), standing.reason(), standing.by(), tx.now().toEpochMilli());
  }

  /** Notes what is said of keys. */
  void stand(List<KeyEntry> entries, Standing standing) {
    write(tx -> {
      for (KeyEntry entry : entries) {
        if (KeyStore.stand(tx, id(entry), row(standing, tx))) {
          String change = change(entry.standing(), standing);
          tx.audit(changed(change, id(entry), entry.addresses(), standing.by()));
        }
      }
      return entries.size();
    });
  }

  private static String change(Standing before, Standing now) {
    return now.verdict() == Standing.Verdict.FILED
        ? "restored from " + before.verdict().label()
        : now.verdict().label() + (now.reason().isEmpty() ? "" : " " + now.reason());
  }

  /** Pins a key for an address, or takes the pin away; false where it does not serve it. */
  boolean pin(KeyEntry entry, String address, boolean pinned, String by) {
    return write(tx -> {
      boolean known =
          KeyStore.pin(tx, id(entry), address, pinned ? by : null, tx.now().toEpochMilli());
      if (known) {
        tx.audit(changed(pinned ? "pinned" : "unpinned", id(entry), List.of(address), by));
      }
      return known;
    });
  }

  void delete(List<KeyEntry> entries, String by) {
    write(tx -> {
      for (KeyEntry entry : entries) {
        if (entry.purpose() == KeyPurpose.ENCRYPT) {
          FindingStore.forget(tx, entry.kind().label(), entry.fingerprint());
        }
        if (KeyStore.delete(tx, id(entry))) {
          tx.audit(changed("removed", id(entry), entry.addresses(), by));
        }
      }
      return entries.size();
    });
  }

  /** Writes down that private halves leave, before they do. */
  void exported(KeyEntry entry, String by) {
    write(tx -> {
      tx.audit(changed("private half exported", id(entry), entry.addresses(), by));
      return 1;
    });
  }

  /** A row about to be written; sealing is done before, for a transaction does nothing but SQL. */
  private record Filing(
      KeyStore.Id id,
      byte[] publicPart,
      Optional<byte[]> known,
      byte @Nullable [] sealedPrivate,
      List<String> addresses,
      KeyImport wish) {
    KeyStore.Row row(long at) {
      return new KeyStore.Row(
          id,
          publicPart,
          sealedPrivate,
          at,
          wish.by(),
          wish.source(),
          wish.origin().label(),
          wish.verified());
    }
  }

  private Filing filing(ParsedKey key, KeyImport wish) throws KeyImportException {
    KeyStore.Id id = id(key.kind(), wish.purpose(), key.fingerprint());
    Set<String> addresses = new TreeSet<>();
    wish.address()
        .map(MailName::normal)
        .ifPresentOrElse(addresses::add, () -> addresses.addAll(key.addresses()));
    if (wish.purpose() == KeyPurpose.AUTHORITY) {
      addresses.clear();
    }
    byte[] sealed =
        key.privatePart().map(secret -> vault.sealSecret(secret, KeyRows.context(id))).orElse(null);
    Optional<byte[]> known =
        database.read(connection -> KeyStore.byId(connection, id)).map(k -> k.row().publicPart());
    return new Filing(id, grown(key, known), known, sealed, List.copyOf(addresses), wish);
  }

  /**
   * A certificate grows: a copy that lacks a revocation which we have seen must not undo it, nor
   * one without its chain take that away.
   */
  static byte[] grown(ParsedKey key, Optional<byte[]> known) throws KeyImportException {
    if (known.isEmpty()) {
      return key.publicPart();
    }
    return switch (key.kind()) {
      case SMIME -> SmimeFile.joined(known.get(), key.publicPart());
      case OPENPGP -> OpenPgpFile.joined(known.get(), key.publicPart());
    };
  }

  <T> T write(Work<T> work) {
    try {
      return database.write(work).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException cause
          ? cause
          : new StoreException("the key directory could not be changed", e);
    }
  }

  /** An address would have more keys than each decision should look at. */
  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Another changed the key between our look and our write. */
  private static final class ChangedMeanwhile extends RuntimeException {
    private static final long serialVersionUID = 1L;
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

  private static KeyStore.Id id(KeyEntry entry) {
    return id(entry.kind(), entry.purpose(), entry.fingerprint());
  }

  private static KeyStore.Id id(KeyKind kind, KeyPurpose purpose, String fingerprint) {
    return new KeyStore.Id(kind.label(), purpose.label(), fingerprint);
  }
}
