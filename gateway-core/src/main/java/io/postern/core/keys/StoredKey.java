package io.postern.core.keys;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;

/** A key of the directory, parsed once and asked often. Safe for use by many threads. */
sealed interface StoredKey {
  String fingerprint();

  /** The standard that it is a key of. */
  default KeyKind kind() {
    return switch (this) {
      case Smime _ -> KeyKind.SMIME;
      case OpenPgp _ -> KeyKind.OPENPGP;
    };
  }

  String algorithm();

  /** When it came to be; of several keys the newest usable one is used. */
  Instant newestFirst();

  /** When it ends for a purpose; of an OpenPGP key that is when its last fitting component does. */
  Optional<Instant> expires(KeyPurpose purpose, Instant now);

  /** Why it is not used to encrypt to this address. */
  Optional<KeyRefusal> refusedForEncryption(String address, Instant now);

  /** Why it is not used to sign. */
  Optional<KeyRefusal> refusedForSigning(Instant now);

  /** A key without its private half, from what the directory keeps of it. */
  static StoredKey ofPublicPart(KeyKind kind, byte[] publicPart) throws KeyImportException {
    return switch (kind) {
      case SMIME -> {
        SmimeCertificate certificate = SmimeFile.certificate(publicPart);
        yield new Smime(certificate, Optional.empty(), certificate.selfSignatureBroken());
      }
      case OPENPGP -> new OpenPgp(OpenPgpFile.certificate(publicPart), Optional.empty());
    };
  }

  /**
   * A certificate.
   *
   * @param selfSignatureBroken whether it says that it issued itself and did not
   */
  record Smime(
      SmimeCertificate certificate, Optional<PrivateKey> privateKey, boolean selfSignatureBroken)
      implements StoredKey {
    @Override
    public String fingerprint() {
      return certificate.fingerprint();
    }

    @Override
    public String algorithm() {
      return certificate.algorithm();
    }

    @Override
    public Instant newestFirst() {
      return certificate.leaf().getNotBefore().toInstant();
    }

    @Override
    public Optional<Instant> expires(KeyPurpose purpose, Instant now) {
      return Optional.of(certificate.leaf().getNotAfter().toInstant());
    }

    @Override
    public Optional<KeyRefusal> refusedForEncryption(String address, Instant now) {
      return SmimeGate.forEncryption(certificate, address, now);
    }

    @Override
    public Optional<KeyRefusal> refusedForSigning(Instant now) {
      return SmimeGate.forSigning(certificate, now);
    }

    KeyDecision<SmimeCertificate> decide(String address, Instant now) {
      return refusedForEncryption(address, now)
          .<KeyDecision<SmimeCertificate>>map(
              reason -> new KeyDecision.Refuse<>(reason, Optional.of(fingerprint())))
          .orElseGet(() -> new KeyDecision.Use<>(certificate));
    }

    Optional<SmimeSigner> signer(Instant now) {
      return refusedForSigning(now).isPresent()
          ? Optional.empty()
          : privateKey.map(key -> new SmimeSigner(certificate, key));
    }

    Optional<SmimeDecryptor> decryptor() {
      return privateKey.map(key -> new SmimeDecryptor(certificate, key));
    }

    @Override
    public String toString() {
      return "Smime[" + fingerprint() + "]";
    }
  }

  /**
   * An OpenPGP certificate. Bouncy Castle verifies its signatures lazily inside objects that are
   * not made for several threads, hence the lock around every question.
   */
  record OpenPgp(OpenPGPCertificate certificate, Optional<PGPSecretKeyRing> secret)
      implements StoredKey {
    @Override
    public String fingerprint() {
      return OpenPgpGate.fingerprint(certificate);
    }

    @Override
    public String algorithm() {
      return OpenPgpAlgorithm.label(certificate.getPrimaryKey().getPGPPublicKey());
    }

    @Override
    public Instant newestFirst() {
      return certificate.getPrimaryKey().getCreationTime().toInstant();
    }

    @Override
    public Optional<Instant> expires(KeyPurpose purpose, Instant now) {
      synchronized (certificate) {
        return OpenPgpExpiry.of(certificate, purpose, now);
      }
    }

    @Override
    public Optional<KeyRefusal> refusedForEncryption(String address, Instant now) {
      return switch (decide(address, now)) {
        case KeyDecision.Use<OpenPgpKey> use -> Optional.empty();
        case KeyDecision.Refuse<OpenPgpKey> refuse -> Optional.of(refuse.reason());
      };
    }

    @Override
    public Optional<KeyRefusal> refusedForSigning(Instant now) {
      return signingComponent(now).isPresent()
          ? Optional.empty()
          : Optional.of(KeyRefusal.NOT_FOR_SIGNING);
    }

    KeyDecision<OpenPgpKey> decide(String address, Instant now) {
      synchronized (certificate) {
        return OpenPgpGate.forEncryption(certificate, address, now);
      }
    }

    Optional<OpenPgpSigner> signer(Instant now) {
      Optional<OpenPGPComponentKey> component = signingComponent(now);
      if (component.isEmpty() || secret.isEmpty()) {
        return Optional.empty();
      }
      PGPSecretKey key = secret.get().getSecretKey(component.get().getKeyIdentifier());
      return OpenPgpFile.privateKey(key)
          .map(half -> new OpenPgpSigner(fingerprint(), key.getPublicKey(), half));
    }

    /** The private halves that session keys may be encrypted to, whatever became of them since. */
    List<OpenPgpDecryptor> decryptors() {
      List<OpenPgpDecryptor> all = new ArrayList<>();
      secret.ifPresent(ring ->
          ring.forEach(key -> {
            if (!key.isPrivateKeyEmpty() && key.getPublicKey().isEncryptionKey()) {
              OpenPgpFile.privateKey(key)
                  .map(half -> new OpenPgpDecryptor(fingerprint(), key.getPublicKey(), half))
                  .ifPresent(all::add);
            }
          }));
      return all;
    }

    List<OpenPgpVerifier> verifiers(String address, Instant now) {
      synchronized (certificate) {
        return OpenPgpGate.forVerification(certificate, address, now).stream()
            .map(key -> new OpenPgpVerifier(fingerprint(), key))
            .toList();
      }
    }

    private Optional<OpenPGPComponentKey> signingComponent(Instant now) {
      synchronized (certificate) {
        return OpenPgpGate.forSigning(certificate, held(), now);
      }
    }

    private List<KeyIdentifier> held() {
      List<KeyIdentifier> held = new ArrayList<>();
      secret.ifPresent(ring ->
          ring.forEach(key -> {
            if (!key.isPrivateKeyEmpty()) {
              held.add(key.getKeyIdentifier());
            }
          }));
      return held;
    }

    @Override
    public String toString() {
      return "OpenPgp[" + fingerprint() + "]";
    }
  }
}
