package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import io.postern.core.store.Database;
import io.postern.core.store.FindingStore;
import io.postern.core.store.KeyStore;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of recipients that nobody imported: judged before they are filed, filed under the one
 * address that they were looked for, and given up when their source no longer has them. They never
 * replace or outrank what an administrator pinned. Safe for use by many threads.
 */
public final class DiscoveredKeys {
  private static final Logger LOG = LoggerFactory.getLogger(DiscoveredKeys.class);

  /** Nobody has so many keys for one address; the rest of an answer is not looked at. */
  private static final int MOST = 16;

  private final KeyDirectory directory;
  private final Database database;
  private final KeyChanges changes;
  private final KeyChoice choice;
  private final KeyCache cache;

  DiscoveredKeys(
      KeyDirectory directory,
      Database database,
      KeyChanges changes,
      KeyChoice choice,
      KeyCache cache) {
    this.directory = directory;
    this.database = database;
    this.changes = changes;
    this.choice = choice;
    this.cache = cache;
  }

  /** Whether there is anything to look for; blocks while authorities are asked of revocation. */
  public KeySituation situation(KeyKind kind, Mailbox recipient) {
    if (rows(kind, recipient).stream().anyMatch(KeyStore.Kept::pinned)) {
      return new KeySituation.Settled();
    }
    return switch (kind) {
      case SMIME ->
          situation(directory.smime(recipient), SmimeCertificate::fingerprint, kind, recipient);
      case OPENPGP ->
          situation(directory.openPgp(recipient), OpenPgpKey::fingerprint, kind, recipient);
    };
  }

  private <K> KeySituation situation(
      KeyDecision<K> decision, Function<K, String> fingerprint, KeyKind kind, Mailbox recipient) {
    return switch (decision) {
      case KeyDecision.Refuse<K>(KeyRefusal reason, var _) -> new KeySituation.Open(reason);
      case KeyDecision.Use<K>(K key) ->
          findings(kind, recipient).stream()
              .filter(f -> f.fingerprint().equals(fingerprint.apply(key)))
              .findFirst()
              .<KeySituation>map(KeySituation.Found::new)
              .orElseGet(KeySituation.Settled::new);
    };
  }

  /** What was found for a recipient, whether it may still be used or not. */
  public List<KeyFinding> findings(KeyKind kind, Mailbox recipient) {
    String address = MailName.normal(recipient.address());
    return database.read(c -> FindingStore.of(c, kind.label(), address)).stream()
        .map(DiscoveredKeys::finding)
        .toList();
  }

  /** The keys filed under an address, each in binary, whoever filed them. */
  public List<byte[]> known(KeyKind kind, Mailbox recipient) {
    return rows(kind, recipient).stream().map(kept -> kept.row().publicPart()).toList();
  }

  private List<KeyStore.Kept> rows(KeyKind kind, Mailbox recipient) {
    String address = MailName.normal(recipient.address());
    return database.read(
        c -> KeyStore.byAddress(c, kind.label(), KeyPurpose.ENCRYPT.label(), address));
  }

  /**
   * Reads what somebody gave for an address and judges each key in it as if it were filed, together
   * with what is known of it; files nothing. Blocks while authorities are asked of revocation.
   *
   * @throws KeyImportException where there is nothing in it that can be read
   */
  public List<JudgedKey> judge(KeyKind kind, Mailbox recipient, byte[] data, Voucher voucher)
      throws KeyImportException {
    String address = MailName.normal(recipient.address());
    boolean backed = voucher.suffices(kind);
    return parse(kind, data).stream().map(key -> judged(key, address, backed)).toList();
  }

  private static List<ParsedKey> parse(KeyKind kind, byte[] data) throws KeyImportException {
    List<ParsedKey> keys =
        switch (kind) {
          // Not what a person may import: a stranger's PKCS#12 could have us count for hours.
          case SMIME -> SmimeFile.certificatesAlone(data);
          case OPENPGP -> OpenPgpFile.read(data, KeyImport.ofRecipients("", ""));
        };
    return keys.stream().limit(MOST).toList();
  }

  private JudgedKey judged(ParsedKey given, String address, boolean backed) {
    try {
      KeyStore.Id id =
          new KeyStore.Id(given.kind().label(), KeyPurpose.ENCRYPT.label(), given.fingerprint());
      Optional<KeyStore.Kept> known = database.read(c -> KeyStore.byId(c, id));
      Optional<byte[]> before = known.map(k -> k.row().publicPart());
      byte[] publicPart = KeyChanges.grown(given, before);
      boolean news = before.filter(b -> Arrays.equals(b, publicPart)).isEmpty();
      Standing standing = known.map(k -> KeyRows.standing(k.standing())).orElse(Standing.NONE);
      FiledKey<StoredKey> filed =
          new FiledKey<>(
              StoredKey.ofPublicPart(given.kind(), publicPart),
              KeyOrigin.DISCOVERY,
              standing,
              false,
              backed);
      return new JudgedKey(given, news, choice.refusal(filed, address));
    } catch (KeyImportException | RuntimeException e) {
      // A stranger's key may be odd in ways that the library answers with exceptions of any kind.
      LOG.info("a {} key that was found cannot be judged: {}", given.kind().label(), e.getClass());
      return new JudgedKey(given, false, Optional.of(KeyRefusal.UNREADABLE));
    }
  }

  /**
   * Files what a source gave. Where some of it may be used it takes the place of everything that
   * was found before for this kind and address; else only copies of known keys are filed, so that
   * nobody can offer a revoked one again without its revocation.
   *
   * @param from its fingerprint and times do not matter
   * @param log how it was found, for the audit trail
   * @throws KeyImportException where a key does not fit the copy that is known
   */
  public void take(
      KeyKind kind, Mailbox recipient, KeyFinding from, List<JudgedKey> given, String log)
      throws KeyImportException {
    Set<String> before =
        findings(kind, recipient).stream().map(KeyFinding::fingerprint).collect(Collectors.toSet());
    List<JudgedKey> filed =
        given.stream()
            .filter(k -> k.refusal().isEmpty() || before.contains(k.fingerprint()))
            .toList();
    if (filed.isEmpty()) {
      return;
    }
    Set<String> now = filed.stream().map(JudgedKey::fingerprint).collect(Collectors.toSet());
    boolean usable = filed.stream().anyMatch(k -> k.refusal().isEmpty());
    FindingChange change =
        new FindingChange(
            kind,
            MailName.normal(recipient.address()),
            from,
            now,
            without(now, before),
            usable ? without(before, now) : List.of(),
            log);
    file(
        filed.stream()
            .filter(k -> k.isNews() || !before.contains(k.fingerprint()))
            .map(JudgedKey::key)
            .toList(),
        change);
  }

  private void file(List<ParsedKey> keys, FindingChange change) throws KeyImportException {
    KeyImport wish =
        KeyImport.found(
            KeyOrigin.DISCOVERY,
            "discovery",
            change.from().place(),
            change.from().source(),
            change.address());
    try {
      changes.put(keys, wish, change::write);
    } finally {
      cache.clear();
    }
  }

  /**
   * Takes back what certain sources gave, because they no longer do, or have not been heard of for
   * too long.
   *
   * @param which of the findings
   * @param log why, for the audit trail
   */
  public void withdraw(KeyKind kind, Mailbox recipient, Predicate<KeyFinding> which, String log) {
    List<String> gone =
        findings(kind, recipient).stream().filter(which).map(KeyFinding::fingerprint).toList();
    if (gone.isEmpty()) {
      return;
    }
    FindingChange change =
        FindingChange.ofLoss(kind, MailName.normal(recipient.address()), gone, log);
    try {
      changes.write(tx -> {
        change.write(tx);
        return gone.size();
      });
    } finally {
      cache.clear();
    }
  }

  private static List<String> without(Set<String> some, Set<String> others) {
    return some.stream().filter(f -> !others.contains(f)).sorted().toList();
  }

  private static KeyFinding finding(FindingStore.Row row) {
    return new KeyFinding(
        row.fingerprint(),
        row.source(),
        row.place(),
        Voucher.of(row.voucher()),
        Instant.ofEpochMilli(row.foundAt()),
        Instant.ofEpochMilli(row.confirmedAt()));
  }
}
