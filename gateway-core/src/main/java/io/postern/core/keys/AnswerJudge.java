package io.postern.core.keys;

import io.postern.core.store.Database;
import io.postern.core.store.KeyStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what sources gave as if it were filed, together with what is known of it: all copies of a
 * key count as one, so that a revocation in any of them counts. Safe for use by many threads.
 */
final class AnswerJudge {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerJudge.class);

  /** Nobody has so many keys for one address; the rest of an answer is not looked at. */
  private static final int MOST = 16;

  /** No key names it. */
  private static final String NOBODY = "";

  private final Database database;
  private final KeyChoice choice;
  private final InstantSource clock;

  AnswerJudge(Database database, KeyChoice choice, InstantSource clock) {
    this.database = database;
    this.choice = choice;
    this.clock = clock;
  }

  /** Blocks while authorities are asked of revocation. */
  JudgedAnswer judge(KeyKind kind, String address, List<byte[]> data, Backing backing) {
    Map<String, List<ParsedKey>> copies = new LinkedHashMap<>();
    int unreadable = 0;
    for (byte[] part : data.stream().limit(MOST).toList()) {
      try {
        parse(kind, part)
            .forEach(k -> copies.computeIfAbsent(k.fingerprint(), _ -> new ArrayList<>()).add(k));
      } catch (KeyImportException e) {
        unreadable++;
      }
    }
    List<JudgedKey> keys =
        copies.values().stream().limit(MOST).map(all -> judged(all, address, backing)).toList();
    return new JudgedAnswer(keys, unreadable);
  }

  private static List<ParsedKey> parse(KeyKind kind, byte[] data) throws KeyImportException {
    List<ParsedKey> keys =
        switch (kind) {
          // Not what a person may import: a stranger's PKCS#12 could have us count for hours.
          case SMIME -> SmimeFile.certificatesAlone(data);
          case OPENPGP -> OpenPgpFile.ofStranger(data);
        };
    return keys.stream().limit(MOST).toList();
  }

  private JudgedKey judged(List<ParsedKey> copies, String address, Backing backing) {
    ParsedKey first = copies.getFirst();
    try {
      KeyStore.Id id =
          new KeyStore.Id(first.kind().label(), KeyPurpose.ENCRYPT.label(), first.fingerprint());
      return judged(
          KeyChanges.joined(copies), database.read(c -> KeyStore.byId(c, id)), address, backing);
    } catch (KeyImportException | RuntimeException e) {
      // A stranger's key may be odd in ways that the library answers with exceptions of any kind.
      LOG.info("a {} key that was found cannot be judged: {}", first.kind().label(), e.getClass());
      return new JudgedKey(first, false, Optional.of(KeyRefusal.UNREADABLE), Optional.empty());
    }
  }

  private JudgedKey judged(
      ParsedKey given, Optional<KeyStore.Kept> known, String address, Backing backing)
      throws KeyImportException {
    Optional<byte[]> before = known.map(k -> k.row().publicPart());
    byte[] publicPart = KeyChanges.grown(given, before);
    boolean news = before.filter(b -> Arrays.equals(b, publicPart)).isEmpty();
    Standing standing = known.map(k -> KeyRows.standing(k.standing())).orElse(Standing.NONE);
    StoredKey key = StoredKey.ofPublicPart(given.kind(), publicPart);
    Optional<KeyRefusal> refusal = choice.refusal(key, standing, backing, address);
    boolean noted = KeyJudge.standing(standing).isPresent();
    return new JudgedKey(
        given, news, refusal, refusal.filter(_ -> !noted).flatMap(why -> lasting(key, why)));
  }

  /** That a key was revoked for good, and not a name or a subkey of it alone. */
  private Optional<Standing> lasting(StoredKey key, KeyRefusal why) {
    if (why == KeyRefusal.REVOKED_BY_AUTHORITY) {
      return choice.lasting(key).map(r -> revoked(r.reason(), Standing.AUTHORITY));
    }
    return key.refusedForEncryption(NOBODY, clock.instant())
        .filter(r -> r == KeyRefusal.REVOKED)
        .map(_ -> revoked("", Standing.OWNER));
  }

  private Standing revoked(String reason, String by) {
    return new Standing(Standing.Verdict.REVOKED, reason, by, clock.instant());
  }
}
