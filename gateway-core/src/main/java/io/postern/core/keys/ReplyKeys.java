package io.postern.core.keys;

import io.postern.core.keys.KeyChoice.Asked;
import io.postern.core.model.Mailbox;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What opens mail that others encrypted to us, and who may have signed it. Safe for use by many
 * threads.
 */
public final class ReplyKeys {
  private final KeyRows rows;
  private final KeyChoice choice;
  private final InstantSource clock;

  ReplyKeys(KeyRows rows, KeyChoice choice, InstantSource clock) {
    this.rows = rows;
    this.choice = choice;
    this.clock = clock;
  }

  /**
   * Our S/MIME keys for this recipient and for the recipient's domain. What has expired or was
   * superseded is among them: mail that was under way is still to be read.
   */
  public List<SmimeDecryptor> smime(Mailbox recipient) {
    return ours(smimeOf(recipient)).flatMap(key -> key.decryptor().stream()).toList();
  }

  /** The same for OpenPGP, component by component. */
  public List<OpenPgpDecryptor> openPgp(Mailbox recipient) {
    return ours(openPgpOf(recipient)).flatMap(key -> key.decryptors().stream()).toList();
  }

  /**
   * Why a signature with this certificate does not show that the mail is from this address; empty
   * where it does. The certificate comes from the message, so it needs what any stranger's needs:
   * the name, the purpose, and a path or somebody who vouches for it. Where another is pinned for
   * the address, that one alone counts. Blocks while an authority is asked about revocation.
   */
  public Optional<KeyRefusal> refusal(SmimeCertificate signer, Mailbox from) {
    Asked<StoredKey.Smime> asked = smimeOf(from);
    List<FiledKey<StoredKey.Smime>> filed = choice.stored(asked, KeyPurpose.ENCRYPT);
    FiledKey<StoredKey.Smime> key =
        filed.stream()
            .filter(f -> f.key().fingerprint().equals(signer.fingerprint()))
            .findFirst()
            .orElseGet(() -> stranger(signer));
    boolean exclusive = filed.stream().anyMatch(FiledKey::pinned);
    return KeyJudge.standing(key.standing())
        .or(() -> SmimeGate.forVerification(signer, asked.address(), clock.instant()))
        .or(() -> choice.judge().forEncryption(key, asked.address(), exclusive, 1));
  }

  /** The keys whose signatures show that mail is from this address. */
  public List<OpenPgpVerifier> openPgpSigners(Mailbox from) {
    Asked<StoredKey.OpenPgp> asked = openPgpOf(from);
    List<FiledKey<StoredKey.OpenPgp>> filed = choice.stored(asked, KeyPurpose.ENCRYPT);
    boolean exclusive = filed.stream().anyMatch(FiledKey::pinned);
    KeyJudge judge = choice.judge();
    Instant now = clock.instant();
    return filed.stream()
        .filter(f -> KeyJudge.standing(f.standing()).isEmpty())
        .filter(f -> judge.forEncryption(f, asked.address(), exclusive, 1).isEmpty())
        .flatMap(f -> f.key().verifiers(asked.address(), now).stream())
        .toList();
  }

  /** What was said of it counts also where it was filed for another address. */
  private FiledKey<StoredKey.Smime> stranger(SmimeCertificate signer) {
    Standing standing =
        rows.byFingerprint(signer.fingerprint()).stream()
            .map(shelved -> KeyRows.standing(shelved.kept().standing()))
            .filter(said -> said.verdict() != Standing.Verdict.FILED)
            .findFirst()
            .orElse(Standing.NONE);
    return new FiledKey<>(
        new StoredKey.Smime(signer, Optional.empty(), signer.selfSignatureBroken()),
        KeyOrigin.HARVEST,
        standing,
        false,
        List.of());
  }

  /** A key that an administrator distrusts opens nothing; a revoked one still does. */
  private <S extends StoredKey> Stream<S> ours(Asked<S> asked) {
    Asked<S> domain = new Asked<>(asked.kind(), MailName.domainOf(asked.address()), asked.type());
    return Stream.of(asked, domain)
        .flatMap(who ->
            Stream.of(KeyPurpose.DECRYPT, KeyPurpose.SIGN)
                .flatMap(purpose -> choice.stored(who, purpose).stream()))
        .filter(filed -> filed.standing().verdict() != Standing.Verdict.DISTRUSTED)
        .map(FiledKey::key);
  }

  private static Asked<StoredKey.Smime> smimeOf(Mailbox who) {
    return new Asked<>(KeyKind.SMIME, MailName.normal(who.address()), StoredKey.Smime.class);
  }

  private static Asked<StoredKey.OpenPgp> openPgpOf(Mailbox who) {
    return new Asked<>(KeyKind.OPENPGP, MailName.normal(who.address()), StoredKey.OpenPgp.class);
  }
}
