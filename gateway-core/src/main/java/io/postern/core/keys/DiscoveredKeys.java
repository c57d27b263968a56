package io.postern.core.keys;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Mailbox;
import io.postern.core.store.Database;
import io.postern.core.store.FindingStore;
import io.postern.core.store.KeyStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final KeyRows rows;
  private final KeyCache cache;
  private final InstantSource clock;

  DiscoveredKeys(
      KeyDirectory directory,
      Database database,
      KeyRows rows,
      KeyCache cache,
      InstantSource clock) {
    this.directory = directory;
    this.database = database;
    this.rows = rows;
    this.cache = cache;
    this.clock = clock;
  }

  /** Whether there is anything to look for. */
  public KeySituation situation(KeyKind kind, Mailbox recipient) {
    return switch (kind) {
      case SMIME -> situation(directory.smime(recipient), kind, recipient);
      case OPENPGP -> situation(directory.openPgp(recipient), kind, recipient);
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
    String address = MailName.normal(recipient.address());
    return database
        .read(c -> KeyStore.byAddress(c, kind.label(), KeyPurpose.ENCRYPT.label(), address))
        .stream()
        .map(KeyStore.Row::publicPart)
        .toList();
  }

  /**
   * Reads what somebody gave for an address and judges each key in it as if it were filed; files
   * nothing. Keys of the other kind are passed over.
   *
   * @param vouched whether a certificate needs no path to a trusted authority
   * @throws KeyImportException where there is nothing in it that can be read
   */
  public List<JudgedKey> judge(KeyKind kind, Mailbox recipient, byte[] data, boolean vouched)
      throws KeyImportException {
    String address = MailName.normal(recipient.address());
    List<JudgedKey> judged = new ArrayList<>();
    for (ParsedKey key : parse(kind, data)) {
      judged.add(judged(key, address, vouched));
    }
    return judged;
  }

  /**
   * Files what a source gave. Where some of it may be used it takes the place of everything that
   * was found before for this kind and address; else only copies of known keys are filed, so that
   * nobody can offer a revoked one again without its revocation.
   *
   * @param from its fingerprint and times do not matter
   * @param log how it was found, for the audit trail
   */
  public void take(
      KeyKind kind, Mailbox recipient, KeyFinding from, List<JudgedKey> given, String log)
      throws KeyImportException {
    String address = MailName.normal(recipient.address());
    Set<String> before = fingerprints(kind, recipient);
    List<JudgedKey> filed =
        given.stream()
            .filter(k -> k.refusal().isEmpty() || before.contains(k.fingerprint()))
            .toList();
    if (filed.isEmpty()) {
      return;
    }
    Set<String> now = filed.stream().map(JudgedKey::fingerprint).collect(Collectors.toSet());
    boolean usable = filed.stream().anyMatch(k -> k.refusal().isEmpty());
    List<String> dropped = usable ? without(before, now) : List.of();
    file(filed, new Change(kind, address, from, now, without(now, before), dropped, log));
  }

  /**
   * Takes back what certain sources gave, because they no longer do, or have not been heard of for
   * too long.
   *
   * @param which of the findings
   * @param log why, for the audit trail
   */
  public void withdraw(KeyKind kind, Mailbox recipient, Predicate<KeyFinding> which, String log) {
    String address = MailName.normal(recipient.address());
    List<String> gone =
        findings(kind, recipient).stream().filter(which).map(KeyFinding::fingerprint).toList();
    if (!gone.isEmpty()) {
      KeyFinding nowhere = new KeyFinding("", "", "", "", Instant.EPOCH, Instant.EPOCH);
      Change change = new Change(kind, address, nowhere, Set.of(), List.of(), gone, log);
      rows.write(tx -> {
        change.write(tx);
        return Boolean.TRUE;
      });
      cache.clear();
    }
  }

  private void file(List<JudgedKey> filed, Change change) throws KeyImportException {
    KeyImport wish =
        KeyImport.ofRecipients("discovery", change.from().place()).under(change.address());
    try {
      rows.put(filed.stream().map(JudgedKey::key).toList(), wish, clock.instant(), change::write);
    } finally {
      cache.clear();
    }
  }

  private Set<String> fingerprints(KeyKind kind, Mailbox recipient) {
    return findings(kind, recipient).stream()
        .map(KeyFinding::fingerprint)
        .collect(Collectors.toSet());
  }

  /**
   * One change of what is known for an address, as it is written with the keys themselves.
   *
   * @param given fingerprints that the source gave now
   * @param taken those of them that are new
   * @param dropped fingerprints that no longer count
   */
  private record Change(
      KeyKind kind,
      String address,
      KeyFinding from,
      Set<String> given,
      List<String> taken,
      List<String> dropped,
      String log) {
    void write(Tx tx) throws SQLException {
      for (String fingerprint : given) {
        FindingStore.put(tx, row(fingerprint, tx.now().toEpochMilli()));
      }
      for (String fingerprint : dropped) {
        FindingStore.delete(tx, kind.label(), address, fingerprint);
        KeyStore.Id id = new KeyStore.Id(kind.label(), KeyPurpose.ENCRYPT.label(), fingerprint);
        KeyStore.release(tx, id, address);
      }
      if (!taken.isEmpty() || !dropped.isEmpty()) {
        tx.audit(
            new AuditEvent.KeyDiscovered(
                kind.label(), address, taken, dropped, from.source(), from.place(), log));
      }
    }

    private FindingStore.Row row(String fingerprint, long at) {
      return new FindingStore.Row(
          kind.label(), address, fingerprint, from.source(), from.place(), from.voucher(), at, at);
    }
  }

  private static List<String> without(Set<String> some, Set<String> others) {
    return some.stream().filter(f -> !others.contains(f)).sorted().toList();
  }

  private KeySituation situation(KeyDecision<?> decision, KeyKind kind, Mailbox recipient) {
    return switch (decision) {
      case KeyDecision.Refuse<?>(KeyRefusal reason, Optional<String> fingerprint) ->
          new KeySituation.Open(reason, fingerprint);
      case KeyDecision.Use<?>(Object key) ->
          findings(kind, recipient).stream()
              .filter(f -> f.fingerprint().equals(fingerprint(key)))
              .findFirst()
              .<KeySituation>map(KeySituation.Found::new)
              .orElseGet(KeySituation.Settled::new);
    };
  }

  private static String fingerprint(Object key) {
    return key instanceof SmimeCertificate certificate
        ? certificate.fingerprint()
        : ((OpenPgpKey) key).fingerprint();
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

  private JudgedKey judged(ParsedKey given, String address, boolean vouched) {
    try {
      ParsedKey key = rows.withWhatIsKnown(given);
      StoredKey stored =
          switch (key.kind()) {
            case SMIME ->
                new StoredKey.Smime(SmimeFile.certificate(key.publicPart()), Optional.empty());
            case OPENPGP ->
                new StoredKey.OpenPgp(OpenPgpFile.certificate(key.publicPart()), Optional.empty());
          };
      return new JudgedKey(
          key,
          stored
              .refusedForEncryption(address, clock.instant())
              .or(() -> withoutPath(key.kind(), vouched)));
    } catch (KeyImportException | RuntimeException e) {
      // A stranger's key may be odd in ways that the library answers with exceptions of any kind.
      LOG.info("a {} key that was found cannot be judged: {}", given.kind().label(), e.toString());
      return new JudgedKey(given, Optional.of(KeyRefusal.UNREADABLE));
    }
  }

  private static Optional<KeyRefusal> withoutPath(KeyKind kind, boolean vouched) {
    return kind == KeyKind.SMIME && !vouched ? Optional.of(KeyRefusal.NO_PATH) : Optional.empty();
  }

  private static KeyFinding finding(FindingStore.Row row) {
    return new KeyFinding(
        row.fingerprint(),
        row.source(),
        row.place(),
        row.voucher(),
        Instant.ofEpochMilli(row.foundAt()),
        Instant.ofEpochMilli(row.confirmedAt()));
  }
}
