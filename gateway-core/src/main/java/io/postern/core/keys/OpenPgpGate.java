package io.postern.core.keys;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPCertificateComponent;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentSignature;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPUserId;
import org.bouncycastle.openpgp.api.OpenPGPDefaultPolicy;
import org.bouncycastle.openpgp.api.OpenPGPPolicy;

/**
 * Whether an OpenPGP certificate may be used for an address now. Bouncy Castle's policy decides;
 * its one message for every refusal is replaced by our own walk over the components.
 *
 * <p>Standards: RFC 9580 5.2 (self-signatures, key flags, revocation), 10.1 (certificates).
 */
final class OpenPgpGate {
  private static final OpenPGPPolicy POLICY = new OpenPGPDefaultPolicy();

  /** From far to near; whatever is not here is further away. */
  private static final List<KeyRefusal> NEARNESS =
      List.of(
          KeyRefusal.NOT_BOUND,
          KeyRefusal.UNSUPPORTED_ALGORITHM,
          KeyRefusal.WEAK,
          KeyRefusal.SUBKEY_NOT_YET_VALID,
          KeyRefusal.SUBKEY_REVOKED,
          KeyRefusal.SUBKEY_EXPIRED);

  private OpenPgpGate() {}

  /** The key to encrypt to for this address, or why there is none. */
  static KeyDecision<OpenPgpKey> forEncryption(
      OpenPGPCertificate certificate, String address, Instant now) {
    Date at = Date.from(now);
    String fingerprint = fingerprint(certificate);
    Optional<KeyRefusal> refusal =
        primary(certificate, at).or(() -> named(certificate, address, at));
    if (refusal.isPresent()) {
      return new KeyDecision.Refuse<>(refusal.get(), Optional.of(fingerprint));
    }
    Optional<OpenPGPComponentKey> component = newest(encryptionKeys(certificate, at));
    if (component.isEmpty()) {
      return new KeyDecision.Refuse<>(whyNoEncryption(certificate, at), Optional.of(fingerprint));
    }
    OpenPGPComponentKey key = component.get();
    return new KeyDecision.Use<>(
        new OpenPgpKey(fingerprint, key.getPGPPublicKey(), readsSeipdV2(key, at)));
  }

  /** The newest component that may sign now, if it is one of those we hold. */
  static Optional<OpenPGPComponentKey> forSigning(
      OpenPGPCertificate certificate, List<KeyIdentifier> held, Instant now) {
    Date at = Date.from(now);
    return newest(
        certificate.getSigningKeys(at).stream()
            .filter(key -> held.contains(key.getKeyIdentifier())));
  }

  /** The components whose signatures count for this address now. */
  static List<PGPPublicKey> forVerification(
      OpenPGPCertificate certificate, String address, Instant now) {
    Date at = Date.from(now);
    boolean refused =
        primary(certificate, at).or(() -> named(certificate, address, at)).isPresent();
    return refused
        ? List.of()
        : certificate.getSigningKeys(at).stream()
            .map(OpenPGPComponentKey::getPGPPublicKey)
            .filter(OpenPgpGate::strong)
            .toList();
  }

  /** Lower-case hex. */
  static String fingerprint(OpenPGPCertificate certificate) {
    return HexFormat.of().formatHex(certificate.getFingerprint());
  }

  /** Those that could be encrypted to, but for their age. */
  static List<OpenPGPComponentKey> endedEncryptionKeys(OpenPGPCertificate certificate, Date at) {
    return certificate.getKeys().stream()
        .filter(key -> whyNot(key, at) == KeyRefusal.SUBKEY_EXPIRED)
        .toList();
  }

  static Stream<OpenPGPComponentKey> encryptionKeys(OpenPGPCertificate certificate, Date at) {
    return certificate.getEncryptionKeys(at).stream()
        .filter(key -> OpenPgpAlgorithm.encrypts(key.getPGPPublicKey()))
        .filter(key -> strong(key.getPGPPublicKey()));
  }

  private static Optional<OpenPGPComponentKey> newest(Stream<OpenPGPComponentKey> keys) {
    return keys.max(Comparator.comparing(OpenPGPComponentKey::getCreationTime));
  }

  private static Optional<KeyRefusal> primary(OpenPGPCertificate certificate, Date at) {
    OpenPGPComponentKey primary = certificate.getPrimaryKey();
    if (revoked(primary, at) || certificate.getRevocation(at) != null) {
      return Optional.of(KeyRefusal.REVOKED);
    }
    if (!strong(primary.getPGPPublicKey())) {
      return Optional.of(KeyRefusal.WEAK);
    }
    if (primary.getCreationTime().after(at)) {
      return Optional.of(KeyRefusal.NOT_YET_VALID);
    }
    if (expired(certificate.getExpirationTime(at), at)
        || expired(primary.getKeyExpirationDateAt(at), at)) {
      return Optional.of(KeyRefusal.EXPIRED);
    }
    return primary.isBoundAt(at) ? Optional.empty() : Optional.of(KeyRefusal.NOT_BOUND);
  }

  private static Optional<KeyRefusal> named(
      OpenPGPCertificate certificate, String address, Date at) {
    if (certificate.getValidUserIds(at).stream().anyMatch(id -> names(id, address))) {
      return Optional.empty();
    }
    List<OpenPGPUserId> same =
        certificate.getAllUserIds().stream().filter(id -> names(id, address)).toList();
    if (same.isEmpty()) {
      return Optional.of(KeyRefusal.NAME_MISMATCH);
    }
    boolean revoked = same.stream().anyMatch(id -> revoked(id, at));
    return Optional.of(revoked ? KeyRefusal.REVOKED : KeyRefusal.NOT_BOUND);
  }

  private static boolean names(OpenPGPUserId id, String address) {
    return MailName.ofUserId(id.getUserId()).equals(Optional.of(address));
  }

  /** The reason nearest to usable: of several subkeys, the one that fails latest. */
  private static KeyRefusal whyNoEncryption(OpenPGPCertificate certificate, Date at) {
    return certificate.getKeys().stream()
        .map(key -> whyNot(key, at))
        .max(Comparator.comparingInt(NEARNESS::indexOf))
        .orElse(KeyRefusal.NOT_FOR_ENCRYPTION);
  }

  private static KeyRefusal whyNot(OpenPGPComponentKey key, Date at) {
    PGPPublicKey publicKey = key.getPGPPublicKey();
    if (!publicKey.isEncryptionKey() || (key.isPrimaryKey() && !key.isEncryptionKey(at))) {
      return KeyRefusal.NOT_FOR_ENCRYPTION;
    }
    if (!OpenPgpAlgorithm.encrypts(publicKey)) {
      return KeyRefusal.UNSUPPORTED_ALGORITHM;
    }
    if (!strong(publicKey)) {
      return KeyRefusal.WEAK;
    }
    if (revoked(key, at)) {
      return KeyRefusal.SUBKEY_REVOKED;
    }
    if (key.getCreationTime().after(at)) {
      return KeyRefusal.SUBKEY_NOT_YET_VALID;
    }
    if (expired(key.getKeyExpirationDateAt(at), at)) {
      return KeyRefusal.SUBKEY_EXPIRED;
    }
    if (!key.isBoundAt(at)) {
      return KeyRefusal.NOT_BOUND;
    }
    return key.isEncryptionKey(at)
        ? KeyRefusal.UNSUPPORTED_ALGORITHM
        : KeyRefusal.NOT_FOR_ENCRYPTION;
  }

  private static boolean strong(PGPPublicKey key) {
    return POLICY.isAcceptablePublicKey(key);
  }

  private static boolean revoked(OpenPGPCertificateComponent component, Date at) {
    OpenPGPComponentSignature revocation = component.getRevocation(at);
    return revocation != null;
  }

  private static boolean expired(@org.jspecify.annotations.Nullable Date end, Date at) {
    return end != null && !end.after(at);
  }

  private static boolean readsSeipdV2(OpenPGPComponentKey key, Date at) {
    Features features = key.getFeatures(at);
    return features != null && features.supportsSEIPDv2();
  }
}
