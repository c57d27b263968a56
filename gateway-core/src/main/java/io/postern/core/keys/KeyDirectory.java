package io.postern.core.keys;

import io.postern.core.keys.KeyChoice.Asked;
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
  private final KeyChoice choice;
  private final InstantSource clock;
  private final DiscoveredKeys discovered;

  /** One that believes what persons vouch for, and no authority. */
  public KeyDirectory(Database database, Vault vault, InstantSource clock) {
    this(database, vault, KeyTrust.ofPersonsAlone(), clock);
  }

  /** One that asks authorities too; both use nothing that was found. */
  public KeyDirectory(Database database, Vault vault, KeyTrust trust, InstantSource clock) {
    this(database, vault, trust, FindingTerms.NEVER, clock);
  }

  /**
   * One that uses what was found too.
   *
   * @param terms for as long as they hold
   */
  public KeyDirectory(
      Database database, Vault vault, KeyTrust trust, FindingTerms terms, InstantSource clock) {
    this.rows = new KeyRows(database, vault);
    this.changes = new KeyChanges(database, vault);
    this.cache = new KeyCache(clock);
    this.choice = new KeyChoice(rows, cache, trust, terms, clock);
    this.clock = clock;
    this.discovered =
        new DiscoveredKeys(
            this, database, changes, choice, new AnswerJudge(database, choice, clock), cache);
  }

  /** Those that nobody imported. */
  public DiscoveredKeys discovered() {
    return discovered;
  }

  /** Those that concern mail which others encrypted to us. */
  public ReplyKeys replies() {
    return new ReplyKeys(rows, choice, clock);
  }

  private KeyDirectory(KeyDirectory other, KeyChoice choice) {
    this.rows = other.rows;
    this.changes = other.changes;
    this.cache = other.cache;
    this.clock = other.clock;
    this.choice = choice;
    this.discovered = other.discovered;
  }

  /** The same directory for those who must not wait: nobody is asked about revocation. */
  public KeyDirectory withoutAsking() {
    return new KeyDirectory(this, choice.unasked());
  }

  /**
   * The certificate to encrypt to for this recipient, or why there is none. Blocks while an
   * authority is asked about revocation, within the bound of the settings.
   */
  public KeyDecision<SmimeCertificate> smime(Mailbox recipient) {
    return choice.best(
        smimeOf(recipient),
        (key, now) -> key.decide(MailName.normal(recipient.address()), now),
        this::keep);
  }

  /** The OpenPGP key to encrypt to for this recipient, or why there is none. */
  public KeyDecision<OpenPgpKey> openPgp(Mailbox recipient) {
    return choice.best(
        openPgpOf(recipient),
        (key, now) -> key.decide(MailName.normal(recipient.address()), now),
        this::keep);
  }

  /** Our S/MIME key for this sender: the sender's own, else the domain's (RFC 3183). */
  public Optional<SmimeSigner> smimeSigner(Mailbox sender) {
    Instant now = clock.instant();
    return choice.signing(smimeOf(sender)).flatMap(key -> key.signer(now).stream()).findFirst();
  }

  /** Our OpenPGP key for this sender: the sender's own, else the domain's. */
  public Optional<OpenPgpSigner> openPgpSigner(Mailbox sender) {
    Instant now = clock.instant();
    return choice.signing(openPgpOf(sender)).flatMap(key -> key.signer(now).stream()).findFirst();
  }

  private static Asked<StoredKey.Smime> smimeOf(Mailbox who) {
    return new Asked<>(KeyKind.SMIME, MailName.normal(who.address()), StoredKey.Smime.class);
  }

  private static Asked<StoredKey.OpenPgp> openPgpOf(Mailbox who) {
    return new Asked<>(KeyKind.OPENPGP, MailName.normal(who.address()), StoredKey.OpenPgp.class);
  }

  /**
   * Files every key in the data, and pins it where the wish says so and no other key is pinned for
   * the address; where a person imports a file with certificates of authorities alone, those.
   *
   * @throws KeyImportException where nothing can be taken
   * @throws StoreException where it cannot be stored
   */
  public List<KeyEntry> add(byte[] data, KeyImport wish) throws KeyImportException {
    return addOrTell(data, wish).entries();
  }

  /** What was filed, and where it could not be pinned. */
  private record Filed(List<KeyEntry> entries, List<PinConflict> conflicts) {}

  private Filed addOrTell(byte[] data, KeyImport wish) throws KeyImportException {
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

  private Filed file(List<ParsedKey> keys, KeyImport wish) throws KeyImportException {
    List<PinConflict> conflicts;
    try {
      conflicts = changes.put(keys, wish);
    } finally {
      cache.clear();
    }
    KeyEntries entries = entries();
    return new Filed(
        keys.stream()
            .flatMap(key -> entries.of(rows.byFingerprint(key.fingerprint())).stream())
            .filter(entry -> entry.purpose() == wish.purpose())
            .toList(),
        conflicts);
  }

  /**
   * Files the keys of a file or of the files in a directory; each file stands for itself.
   *
   * @throws IOException where the directory cannot be listed
   */
  public ImportReport addAll(Path path, KeyImport wish) throws IOException {
    List<KeyEntry> imported = new ArrayList<>();
    List<PinConflict> conflicts = new ArrayList<>();
    Map<String, String> failed = new TreeMap<>();
    for (Path file : KeyFiles.under(path)) {
      String name = String.valueOf(file.getFileName());
      try {
        Filed filed = addOrTell(KeyFiles.read(file), wish.from(name));
        imported.addAll(filed.entries());
        conflicts.addAll(filed.conflicts());
      } catch (KeyImportException e) {
        failed.put(name, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        failed.put(name, "cannot be read");
      }
    }
    return new ImportReport(imported, conflicts, failed);
  }

  /** Everything in the directory, with what can be said of it now without asking authorities. */
  public List<KeyEntry> list() {
    return entries().of(rows.all());
  }

  private KeyEntries entries() {
    return new KeyEntries(rows, choice.unasked().judge(), clock.instant());
  }

  /**
   * The keys that expire within this time from now or have expired, the first to expire first.
   * Those that would not be used for any of their addresses anyway are left out.
   */
  public List<KeyEntry> expiring(Duration within) {
    Instant end = clock.instant().plus(within);
    return list().stream()
        .filter(KeyEntry::wouldBeUsedButForItsAge)
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
   * @param verdict not that the key was merely filed: that is {@link #restore}
   * @param reason for machines; may be empty
   * @return the key as it stands now; empty where there is none
   * @throws StandingException where what was said before has to be taken back first
   */
  public List<KeyEntry> stand(
      String fingerprint, Standing.Verdict verdict, String reason, String by) {
    List<KeyEntry> found = find(fingerprint);
    for (KeyEntry entry : found) {
      if (!verdict.mayFollow(entry.standing().verdict())) {
        throw StandingException.of(entry.standing());
      }
    }
    return noted(fingerprint, found, new Standing(verdict, reason, by, clock.instant()));
  }

  /**
   * Takes back what was said of a key, for every purpose; pins stay as they are.
   *
   * @param fingerprint as in {@link #find}
   * @param revoked whether a revocation is taken back too; an authority's is noted again as soon as
   *     it is asked and says the same
   * @return the key as it stands now; empty where there is none
   * @throws StandingException where it was revoked and that is not to be taken back
   */
  public List<KeyEntry> restore(String fingerprint, boolean revoked, String by) {
    List<KeyEntry> found = find(fingerprint);
    for (KeyEntry entry : found) {
      if (!revoked && entry.standing().verdict() == Standing.Verdict.REVOKED) {
        throw StandingException.of(entry.standing());
      }
    }
    return noted(fingerprint, found, new Standing(Standing.Verdict.FILED, "", by, clock.instant()));
  }

  private List<KeyEntry> noted(String fingerprint, List<KeyEntry> found, Standing standing) {
    try {
      changes.stand(found, standing);
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
      case SIGN, DECRYPT ->
          "no private key inside with its certificate and an address; name one for it";
      case AUTHORITY -> "no certificate of an authority inside";
    };
  }

  /** What an authority revoked for good stays so, also while it cannot be asked. */
  private void keep(String fingerprint, RevocationStatus.Revoked revoked) {
    try {
      stand(fingerprint, Standing.Verdict.REVOKED, revoked.reason(), Standing.AUTHORITY);
    } catch (StoreException e) {
      LOG.warn("the revocation of {} is not noted: {}", fingerprint, e.getMessage());
    }
  }
}
