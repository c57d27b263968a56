package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import io.postern.core.store.Database;
import io.postern.core.store.FindingStore;
import io.postern.core.store.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keys of recipients that nobody imported: judged before they are filed, filed under the one
 * address that they were looked for, and given up when no source has them any more, but for their
 * revocations, which are never forgotten. They never replace or outrank what an administrator
 * pinned or imported. Safe for use by many threads.
 */
public final class DiscoveredKeys {
  private static final String BY = "discovery";

  private final KeyDirectory directory;
  private final Database database;
  private final KeyChanges changes;
  private final KeyChoice choice;
  private final AnswerJudge judge;
  private final KeyCache cache;

  DiscoveredKeys(
      KeyDirectory directory,
      Database database,
      KeyChanges changes,
      KeyChoice choice,
      AnswerJudge judge,
      KeyCache cache) {
    this.directory = directory;
    this.database = database;
    this.changes = changes;
    this.choice = choice;
    this.judge = judge;
    this.cache = cache;
  }

  /** Whether there is anything to look for; blocks while authorities are asked of revocation. */
  public KeySituation situation(KeyKind kind, Mailbox recipient) {
    return situation(directory, kind, recipient);
  }

  /**
   * What was found of the key in use and counts now; asks nobody, and is empty for a pinned one.
   */
  public List<KeyFinding> inUse(KeyKind kind, Mailbox recipient) {
    return situation(directory.withoutAsking(), kind, recipient)
            instanceof KeySituation.Found(KeyFinding last)
        ? live(kind, recipient, last.fingerprint())
        : List.of();
  }

  private KeySituation situation(KeyDirectory judging, KeyKind kind, Mailbox recipient) {
    if (rows(kind, recipient).stream().anyMatch(KeyStore.Kept::pinned)) {
      return new KeySituation.Settled();
    }
    return switch (kind) {
      case SMIME ->
          situation(judging.smime(recipient), SmimeCertificate::fingerprint, kind, recipient);
      case OPENPGP ->
          situation(judging.openPgp(recipient), OpenPgpKey::fingerprint, kind, recipient);
    };
  }

  private <K> KeySituation situation(
      KeyDecision<K> decision, Function<K, String> fingerprint, KeyKind kind, Mailbox recipient) {
    return switch (decision) {
      case KeyDecision.Refuse<K>(KeyRefusal reason, var _) -> new KeySituation.Open(reason);
      case KeyDecision.Use<K>(K key) ->
          live(kind, recipient, fingerprint.apply(key)).stream()
              .max(Comparator.comparing(KeyFinding::confirmed))
              .<KeySituation>map(KeySituation.Found::new)
              .orElseGet(KeySituation.Settled::new);
    };
  }

  private List<KeyFinding> live(KeyKind kind, Mailbox recipient, String fingerprint) {
    String address = MailName.normal(recipient.address());
    return findings(kind, recipient).stream()
        .filter(f -> f.fingerprint().equals(fingerprint) && choice.holds(address, f))
        .toList();
  }

  /** What was found for a recipient and where, whether it may still be used or not. */
  public List<KeyFinding> findings(KeyKind kind, Mailbox recipient) {
    String address = MailName.normal(recipient.address());
    return database.read(c -> FindingStore.of(c, kind.label(), address)).stream()
        .map(KeyFinding::of)
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
   * @param data each part as it came
   */
  public JudgedAnswer judge(KeyKind kind, Mailbox recipient, List<byte[]> data, Voucher voucher) {
    Backing backing = voucher.suffices(kind) ? Backing.FINDING : Backing.PATH;
    return judge.judge(kind, MailName.normal(recipient.address()), data, backing);
  }

  /**
   * Files what a source gave. Where some of it may be used it takes the place of other keys that
   * were found before for this kind and address. Of the rest only revocations are kept, under no
   * address, so that nobody can offer a revoked key again without its revocation.
   *
   * @param from its fingerprint and times do not matter
   * @param log how it was found, for the audit trail
   * @throws KeyImportException where a key does not fit the copy that is known
   */
  public void take(
      KeyKind kind, Mailbox recipient, KeyFinding from, List<JudgedKey> given, String log)
      throws KeyImportException {
    String address = MailName.normal(recipient.address());
    remember(kind, address, from, given.stream().filter(JudgedKey::isRevoked).toList());
    List<JudgedKey> usable = given.stream().filter(JudgedKey::isUsable).toList();
    if (usable.isEmpty()) {
      return;
    }
    Set<String> now =
        usable.stream().map(JudgedKey::fingerprint).collect(Collectors.toCollection(TreeSet::new));
    List<KeyFinding> found = findings(kind, recipient);
    Set<String> before = found.stream().map(KeyFinding::fingerprint).collect(Collectors.toSet());
    List<KeyFinding> gone =
        found.stream()
            .filter(f ->
                !now.contains(f.fingerprint())
                    || !(f.source().equals(from.source()) || choice.holds(address, f)))
            .toList();
    FindingChange change =
        new FindingChange(
            kind,
            address,
            now.stream().map(from::of).toList(),
            without(now, before),
            gone,
            without(before, now),
            forgettable(kind, gone),
            log);
    List<ParsedKey> news =
        usable.stream()
            .filter(k -> k.isNews() || !before.contains(k.fingerprint()))
            .map(JudgedKey::key)
            .toList();
    try {
      changes.put(news, wish(from, Optional.of(address)), change::write);
    } finally {
      forget(change);
    }
  }

  private void remember(KeyKind kind, String address, KeyFinding from, List<JudgedKey> revoked)
      throws KeyImportException {
    if (revoked.isEmpty()) {
      return;
    }
    List<ParsedKey> news =
        revoked.stream().filter(JudgedKey::isNews).map(k -> k.key().ofNobody()).toList();
    try {
      changes.put(
          news,
          wish(from, Optional.empty()),
          tx -> {
            for (JudgedKey key : revoked) {
              if (key.lasting().isPresent()) {
                KeyChanges.stand(tx, kind, key.fingerprint(), key.lasting().get());
              }
            }
          });
    } finally {
      cache.forget(
          kind, address, revoked.stream().map(JudgedKey::fingerprint).collect(Collectors.toSet()));
    }
  }

  private static KeyImport wish(KeyFinding from, Optional<String> address) {
    return new KeyImport(
        KeyPurpose.ENCRYPT,
        BY,
        from.place(),
        Optional.empty(),
        address,
        KeyOrigin.DISCOVERY,
        from.source(),
        false);
  }

  /**
   * Takes back what certain sources gave, because they no longer do, or have not been heard of for
   * too long. A key that another source gave as well stays.
   *
   * @param which of the findings
   * @param log why, for the audit trail
   */
  public void withdraw(KeyKind kind, Mailbox recipient, Predicate<KeyFinding> which, String log) {
    List<KeyFinding> gone = new ArrayList<>();
    Set<String> stay = new HashSet<>();
    for (KeyFinding finding : findings(kind, recipient)) {
      if (which.test(finding)) {
        gone.add(finding);
      } else {
        stay.add(finding.fingerprint());
      }
    }
    if (gone.isEmpty()) {
      return;
    }
    Set<String> left = gone.stream().map(KeyFinding::fingerprint).collect(Collectors.toSet());
    FindingChange change =
        new FindingChange(
            kind,
            MailName.normal(recipient.address()),
            List.of(),
            List.of(),
            gone,
            without(left, stay),
            forgettable(kind, gone),
            log);
    try {
      changes.write(tx -> {
        change.write(tx);
        return gone.size();
      });
    } finally {
      forget(change);
    }
  }

  private void forget(FindingChange change) {
    Set<String> keys = new HashSet<>(change.dropped());
    change.given().forEach(f -> keys.add(f.fingerprint()));
    cache.forget(change.kind(), change.address(), keys);
  }

  /** Copies that tell of no revocation, and so may go with the last finding of their key. */
  private Map<String, byte[]> forgettable(KeyKind kind, List<KeyFinding> gone) {
    Map<String, byte[]> copies = new HashMap<>();
    for (KeyFinding finding : gone) {
      KeyStore.Id id =
          new KeyStore.Id(kind.label(), KeyPurpose.ENCRYPT.label(), finding.fingerprint());
      database
          .read(c -> KeyStore.byId(c, id))
          .map(kept -> kept.row().publicPart())
          .filter(copy -> isForgettable(kind, copy))
          .ifPresent(copy -> copies.put(finding.fingerprint(), copy));
    }
    return copies;
  }

  /** Of a certificate it is its authority that tells, and what it told is said of the key. */
  private static boolean isForgettable(KeyKind kind, byte[] copy) {
    return switch (kind) {
      case SMIME -> true;
      case OPENPGP -> !OpenPgpFile.tellsOfRevocation(copy);
    };
  }

  private static List<String> without(Set<String> some, Set<String> others) {
    return some.stream().filter(f -> !others.contains(f)).sorted().toList();
  }
}
