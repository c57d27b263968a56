package io.postern.core.keys;

import io.postern.core.keys.revocation.RevocationStatus;
import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which key is used for whom. A recipient's key is asked for at each delivery and judged at that
 * moment: name, validity, purpose, strength, who vouches for it, revocation. Import files a key and
 * records who vouched for it; it does not make a bad key usable. Safe for use by many threads.
 */
public final class KeyDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(KeyDirectory.class);

  private final KeyRows rows;
  private final KeyChanges changes;
  private final KeyCache cache;
  private final KeyTrust trust;
  private final InstantSource clock;
  private final DiscoveredKeys discovered;

  /** One that believes what persons vouch for, and no authority. */
  public KeyDirectory(Database database, Vault vault, InstantSource clock) {
    this(database, vault, KeyTrust.ofPersonsAlone(), clock);
  }

  /** One that asks authorities too. */
  public KeyDirectory(Database database, Vault vault, KeyTrust trust, InstantSource clock) {
    this.rows = new KeyRows(database, vault);
    this.changes = new KeyChanges(database, vault);
    this.cache = new KeyCache(clock);
    this.trust = trust;
    this.clock = clock;
    this.discovered = new DiscoveredKeys(this, database, changes, cache);
  }

  /** Those that nobody imported. */
  public DiscoveredKeys discovered() {
    return discovered;
  }

  /**
   * The certificate to encrypt to for this recipient, or why there is none. Blocks while an
   * authority is asked about revocation, within the bound of the settings.
   */
  public KeyDecision<SmimeCertificate> smime(Mailbox recipient) {
    Instant now = clock.instant();
    String address = MailName.normal(recipient.address());
    return best(
        stored(KeyKind.SMIME, KeyPurpose.ENCRYPT, address, StoredKey.Smime.class),
        key -> key.decide(address, now),
        now);
  }

  /** The OpenPGP key to encrypt to for this recipient, or why there is none. */
  public KeyDecision<OpenPgpKey> openPgp(Mailbox recipient) {
    Instant now = clock.instant();
    String address = MailName.normal(recipient.address());
    return best(
        stored(KeyKind.OPENPGP, KeyPurpose.ENCRYPT, address, StoredKey.OpenPgp.class),
        key -> key.decide(address, now),
        now);
  }

  /** Our S/MIME key for this sender: the sender's own, else the domain's (RFC 3183). */
  public Optional<SmimeSigner> smimeSigner(Mailbox sender) {
    Instant now = clock.instant();
    return signing(KeyKind.SMIME, sender, StoredKey.Smime.class)
        .flatMap(key -> key.signer(now).stream())
        .findFirst();
  }

  /** Our OpenPGP key for this sender: the sender's own, else the domain's. */
  public Optional<OpenPgpSigner> openPgpSigner(Mailbox sender) {
    Instant now = clock.instant();
    return signing(KeyKind.OPENPGP, sender, StoredKey.OpenPgp.class)
        .flatMap(key -> key.signer(now).stream())
        .findFirst();
  }

  /**
   * Files every key in the data; where a person imports a file with certificates of authorities
   * alone, those.
   *
   * @throws KeyImportException where nothing can be taken
   * @throws StoreException where it cannot be stored
   */
  public List<KeyEntry> add(byte[] data, KeyImport wish) throws KeyImportException {
    List<ParsedKey> keys = addressed(KeyFiles.parse(data, wish), wish);
    if (!keys.isEmpty()) {
      return file(keys, wish);
    }
    boolean authorities = wish.purpose() == KeyPurpose.ENCRYPT && wish.origin() == KeyOrigin.IMPORT;
    List<ParsedKey> others = authorities ? KeyFiles.parse(data, wish.forAuthorities()) : List.of();
    if (others.isEmpty()) {
      throw new KeyImportException(nothingToTake(wish.purpose()));
    }
    return file(others, wish.forAuthorities());
  }

  private static List<ParsedKey> addressed(List<ParsedKey> keys, KeyImport wish) {
    return keys.stream()
        .filter(key -> !key.addresses().isEmpty() || wish.address().isPresent())
        .toList();
  }

  private List<KeyEntry> file(List<ParsedKey> keys, KeyImport wish) throws KeyImportException {
    try {
      changes.put(keys, wish);
    } finally {
      cache.clear();
    }
    KeyEntries entries = entries();
    return keys.stream()
        .flatMap(key -> entries.of(rows.byFingerprint(key.fingerprint())).stream())
        .filter(entry -> entry.purpose() == wish.purpose())
        .toList();
  }

  /**
   * Files the keys of a file or of the files in a directory; each file stands for itself.
   *
   * @throws IOException where the directory cannot be listed
   */
  public ImportReport addAll(Path path, KeyImport wish) throws IOException {
    List<KeyEntry> imported = new ArrayList<>();
    Map<String, String> failed = new TreeMap<>();
    for (Path file : KeyFiles.under(path)) {
      String name = String.valueOf(file.getFileName());
      try {
        imported.addAll(add(KeyFiles.read(file), wish.from(name)));
      } catch (KeyImportException e) {
        failed.put(name, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        failed.put(name, "cannot be read");
      }
    }
    return new ImportReport(imported, failed);
  }

  /** Everything in the directory, with what can be said of it now without asking authorities. */
  public List<KeyEntry> list() {
    return entries().of(rows.all());
  }

  private KeyEntries entries() {
    Instant now = clock.instant();
    return new KeyEntries(rows, new KeyJudge(trust.unasked(), authorities(), now), now);
  }

  /**
   * The keys that expire within this time from now or have expired, the first to expire first.
   * Those that would not be used anyway are left out.
   */
  public List<KeyEntry> expiring(Duration within) {
    Instant end = clock.instant().plus(within);
    return list().stream()
        .filter(key -> key.refusal().filter(r -> r != KeyRefusal.EXPIRED).isEmpty())
        .filter(key -> key.expires().filter(at -> !at.isAfter(end)).isPresent())
        .sorted(Comparator.comparing(key -> key.expires().orElseThrow()))
        .toList();
  }

  /**
   * The key's rows, of which there may be one for each purpose.
   *
   * @param fingerprint in hex; case, blanks and colons do not matter
   */
  public List<KeyEntry> find(String fingerprint) {
    String wanted = fingerprint.replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT);
    return entries().of(rows.byFingerprint(wanted));
  }

  /** What a key says of itself, by name; empty where it cannot be read. */
  public Map<String, String> facts(KeyEntry entry) {
    return rows.byId(entry).map(filed -> KeyFacts.of(filed.key())).orElse(Map.of());
  }

  /**
   * A key's public part: certificates in PEM, leaf first, or an armored OpenPGP certificate; empty
   * where it cannot be read.
   */
  public Optional<byte[]> export(KeyEntry entry) {
    return rows.byId(entry).map(filed -> KeyExport.publicPart(filed.key()));
  }

  /**
   * One of our keys with its private half, locked by two persons: PKCS#12, or an armored OpenPGP
   * secret key. That it leaves is written to the audit trail first.
   *
   * @return empty where there is no private half
   */
  public Optional<byte[]> exportPrivate(KeyEntry entry, TwoPassphrases locks, String by) {
    Optional<byte[]> locked =
        rows.byId(entry).flatMap(filed -> KeyExport.privatePart(filed.key(), locks));
    if (locked.isPresent()) {
      changes.exported(entry, by);
    }
    return locked;
  }

  /**
   * Removes a key, for every address and purpose.
   *
   * @param fingerprint as in {@link #find}
   * @return what was removed
   */
  public List<KeyEntry> remove(String fingerprint, String by) {
    List<KeyEntry> found = find(fingerprint);
    try {
      changes.delete(found, by);
    } finally {
      cache.clear();
    }
    return found;
  }

  /**
   * Notes what a person says of a key, for every purpose.
   *
   * @param fingerprint as in {@link #find}
   * @param reason for machines; may be empty
   * @return the key as it stands now; empty where there is none
   */
  public List<KeyEntry> stand(
      String fingerprint, Standing.Verdict verdict, String reason, String by) {
    try {
      changes.stand(find(fingerprint), new Standing(verdict, reason, by, clock.instant()));
    } finally {
      cache.clear();
    }
    return find(fingerprint);
  }

  /**
   * Pins a recipient's key for an address that it serves, or takes the pin away.
   *
   * @param fingerprint as in {@link #find}
   * @return the key as it stands now; empty where no such key serves the address
   */
  public List<KeyEntry> pin(String address, String fingerprint, boolean pinned, String by) {
    String name = MailName.normal(address);
    try {
      return find(fingerprint).stream()
              .filter(entry -> entry.purpose() == KeyPurpose.ENCRYPT)
              .filter(entry -> changes.pin(entry, name, pinned, by))
              .toList()
              .isEmpty()
          ? List.of()
          : find(fingerprint);
    } finally {
      cache.clear();
    }
  }

  private static String nothingToTake(KeyPurpose purpose) {
    return switch (purpose) {
      case ENCRYPT -> "no key inside that names a mail address; name one for it";
      case SIGN -> "no private key inside with its certificate and an address; name one for it";
      case AUTHORITY -> "no certificate of an authority inside";
    };
  }

  private <S extends StoredKey, K> KeyDecision<K> best(
      List<FiledKey<S>> keys, Function<S, KeyDecision<K>> gate, Instant now) {
    boolean exclusive = keys.stream().anyMatch(FiledKey::pinned);
    KeyJudge judge = new KeyJudge(trust, authorities(), now);
    Optional<KeyDecision<K>> first = Optional.empty();
    for (FiledKey<S> key : keys) {
      KeyDecision<K> decision = decision(key, gate, k -> judge.forEncryption(k, exclusive));
      if (decision instanceof KeyDecision.Use<K>) {
        return decision;
      }
      first = first.or(() -> Optional.of(decision));
    }
    return first.orElseGet(() -> new KeyDecision.Refuse<>(KeyRefusal.NO_KEY, Optional.empty()));
  }

  private <S extends StoredKey, K> KeyDecision<K> decision(
      FiledKey<S> filed,
      Function<S, KeyDecision<K>> gate,
      Function<FiledKey<S>, Optional<KeyRefusal>> trusted) {
    Optional<KeyRefusal> standing = KeyJudge.standing(filed.standing());
    if (standing.isPresent()) {
      return refuse(filed, standing.get());
    }
    KeyDecision<K> decision = gate.apply(filed.key());
    if (decision instanceof KeyDecision.Refuse<K>) {
      return decision;
    }
    Optional<KeyRefusal> refusal = trusted.apply(filed);
    refusal.filter(r -> r == KeyRefusal.REVOKED_BY_AUTHORITY).ifPresent(_ -> keep(filed.key()));
    return refusal.isPresent() ? refuse(filed, refusal.get()) : decision;
  }

  /** Why a key that nobody filed yet would not be used for an address, as if it were filed. */
  Optional<KeyRefusal> judge(FiledKey<StoredKey> key, String address) {
    Instant now = clock.instant();
    return KeyJudge.standing(key.standing())
        .or(() -> key.key().refusedForEncryption(address, now))
        .or(() -> new KeyJudge(trust, authorities(), now).forEncryption(key, false));
  }

  private static <K> KeyDecision<K> refuse(FiledKey<?> filed, KeyRefusal why) {
    return new KeyDecision.Refuse<>(why, Optional.of(filed.key().fingerprint()));
  }

  /** What an authority revoked for good stays so, also while it cannot be asked. */
  private void keep(StoredKey key) {
    if (key instanceof StoredKey.Smime smime) {
      trust
          .lasting(smime.certificate(), authorities())
          .ifPresent(revoked -> keep(smime.fingerprint(), revoked));
    }
  }

  private void keep(String fingerprint, RevocationStatus.Revoked revoked) {
    try {
      stand(fingerprint, Standing.Verdict.REVOKED, revoked.reason(), Standing.AUTHORITY);
    } catch (StoreException e) {
      LOG.warn("the revocation of {} is not noted: {}", fingerprint, e.getMessage());
    }
  }

  /** The authorities that the directory holds. */
  private Authorities authorities() {
    List<FiledKey<StoredKey>> filed =
        cache.get(
            new KeyCache.Slot(KeyKind.SMIME, KeyPurpose.AUTHORITY, ""),
            () -> rows.byPurpose(KeyPurpose.AUTHORITY));
    return Authorities.of(filed.stream().map(key -> key.as(StoredKey.Smime.class)).toList());
  }

  private <S extends StoredKey> Stream<S> signing(KeyKind kind, Mailbox sender, Class<S> type) {
    String address = MailName.normal(sender.address());
    return Stream.of(address, MailName.domainOf(address))
        .flatMap(name -> stored(kind, KeyPurpose.SIGN, name, type).stream())
        .filter(filed -> KeyJudge.standing(filed.standing()).isEmpty())
        .map(FiledKey::key);
  }

  private <S extends StoredKey> List<FiledKey<S>> stored(
      KeyKind kind, KeyPurpose purpose, String address, Class<S> type) {
    KeyCache.Slot slot = new KeyCache.Slot(kind, purpose, address);
    return cache.get(slot, () -> rows.byAddress(kind, purpose, address)).stream()
        .map(filed -> filed.as(type))
        .sorted(
            Comparator.<FiledKey<S>, Boolean>comparing(FiledKey::pinned)
                .thenComparing(FiledKey::newestFirst)
                .reversed())
        .toList();
  }
}
