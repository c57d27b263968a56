package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import java.io.IOException;
import java.nio.file.Path;
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

/**
 * Which key is used for whom. A recipient's key is asked for at each delivery and judged at that
 * moment: name, validity, purpose, strength. Import files a key and records who vouched for it; it
 * does not make a bad key usable. Safe for use by many threads.
 */
public final class KeyDirectory {
  private final KeyRows rows;
  private final KeyCache cache;
  private final InstantSource clock;
  private final DiscoveredKeys discovered;

  public KeyDirectory(Database database, Vault vault, InstantSource clock) {
    this.rows = new KeyRows(database, vault);
    this.cache = new KeyCache(clock);
    this.clock = clock;
    this.discovered = new DiscoveredKeys(this, database, rows, cache, clock);
  }

  /** Those that nobody imported. */
  public DiscoveredKeys discovered() {
    return discovered;
  }

  /** The certificate to encrypt to for this recipient, or why there is none. */
  public KeyDecision<SmimeCertificate> smime(Mailbox recipient) {
    Instant now = clock.instant();
    String address = MailName.normal(recipient.address());
    return best(
        stored(KeyKind.SMIME, KeyPurpose.ENCRYPT, address, StoredKey.Smime.class),
        key -> key.decide(address, now));
  }

  /** The OpenPGP key to encrypt to for this recipient, or why there is none. */
  public KeyDecision<OpenPgpKey> openPgp(Mailbox recipient) {
    Instant now = clock.instant();
    String address = MailName.normal(recipient.address());
    return best(
        stored(KeyKind.OPENPGP, KeyPurpose.ENCRYPT, address, StoredKey.OpenPgp.class),
        key -> key.decide(address, now));
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
   * Files every key in the data.
   *
   * @throws KeyImportException where nothing can be taken
   * @throws io.postern.core.store.StoreException where it cannot be stored
   */
  public List<KeyEntry> add(byte[] data, KeyImport wish) throws KeyImportException {
    List<ParsedKey> keys =
        KeyFiles.parse(data, wish).stream()
            .filter(key -> !key.addresses().isEmpty() || wish.address().isPresent())
            .toList();
    if (keys.isEmpty()) {
      throw new KeyImportException(nothingToTake(wish.purpose()));
    }
    try {
      return rows.put(keys, wish, clock.instant());
    } finally {
      cache.clear();
    }
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

  /** Everything in the directory, with what the gates say of it now. */
  public List<KeyEntry> list() {
    return rows.list(clock.instant());
  }

  /**
   * Removes a key, for every address and purpose.
   *
   * @param fingerprint in hex; case, blanks and colons do not matter
   * @return what was removed
   */
  public List<KeyEntry> remove(String fingerprint, String by) {
    String wanted = fingerprint.replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT);
    List<KeyEntry> found =
        list().stream().filter(entry -> entry.fingerprint().equals(wanted)).toList();
    try {
      rows.delete(found, by);
    } finally {
      cache.clear();
    }
    return found;
  }

  private static String nothingToTake(KeyPurpose purpose) {
    return switch (purpose) {
      case ENCRYPT -> "no key inside that names a mail address; name one for it";
      case SIGN -> "no private key inside with its certificate and an address; name one for it";
    };
  }

  private <S extends StoredKey, K> KeyDecision<K> best(
      List<S> keys, Function<S, KeyDecision<K>> decide) {
    List<KeyDecision<K>> decisions = keys.stream().map(decide).toList();
    return decisions.stream()
        .filter(KeyDecision.Use.class::isInstance)
        .findFirst()
        .or(() -> decisions.stream().findFirst())
        .orElseGet(() -> new KeyDecision.Refuse<>(KeyRefusal.NO_KEY, Optional.empty()));
  }

  private <S extends StoredKey> Stream<S> signing(KeyKind kind, Mailbox sender, Class<S> type) {
    String address = MailName.normal(sender.address());
    return Stream.of(address, MailName.domainOf(address))
        .flatMap(name -> stored(kind, KeyPurpose.SIGN, name, type).stream());
  }

  private <S extends StoredKey> List<S> stored(
      KeyKind kind, KeyPurpose purpose, String address, Class<S> type) {
    KeyCache.Slot slot = new KeyCache.Slot(kind, purpose, address);
    return cache.get(slot, () -> rows.byAddress(kind, purpose, address)).stream()
        .map(type::cast)
        .sorted(Comparator.comparing(StoredKey::newestFirst).reversed())
        .toList();
  }
}
