package io.postern.core.keys;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a certificate may be used for an address now by what it says itself. Who vouches for it
 * is another question.
 *
 * <p>Standards: RFC 8550 3 (names), 4.4.2 (key usage), 4.4.4 (extended key usage); RFC 5280 4.2.
 */
final class SmimeGate {
  /** anyExtendedKeyUsage and emailProtection. */
  static final Set<String> FOR_MAIL = Set.of("2.5.29.37.0", "1.3.6.1.5.5.7.3.4");

  private static final int DIGITAL_SIGNATURE = 0;
  private static final int NON_REPUDIATION = 1;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /**
   * The extensions that are looked at here or by the JDK's parser, or that bind nobody but a CA.
   */
  private static final Set<String> KNOWN_CRITICAL =
      Set.of(
          "2.5.29.15", // keyUsage
          "2.5.29.17", // subjectAltName
          "2.5.29.19", // basicConstraints
          "2.5.29.32", // certificatePolicies
          "2.5.29.37"); // extKeyUsage

  private SmimeGate() {}

  /** Why we must not encrypt to this certificate for this address; empty where we may. */
  static Optional<KeyRefusal> forEncryption(
      SmimeCertificate certificate, String address, Instant now) {
    return named(certificate, address)
        .or(() -> common(certificate.leaf(), now))
        .or(() -> encryptionUsage(certificate.leaf()));
  }

  /** Why we must not sign with this certificate's key; empty where we may. */
  static Optional<KeyRefusal> forSigning(SmimeCertificate certificate, Instant now) {
    return common(certificate.leaf(), now).or(() -> signingUsage(certificate.leaf()));
  }

  /** Why its signature says nothing of this address; empty where it does. */
  static Optional<KeyRefusal> forVerification(
      SmimeCertificate certificate, String address, Instant now) {
    return named(certificate, address)
        .or(() -> common(certificate.leaf(), now))
        .or(() -> signingUsage(certificate.leaf()));
  }

  private static Optional<KeyRefusal> named(SmimeCertificate certificate, String address) {
    try {
      List<String> names = certificate.mailNames();
      if (names.isEmpty()) {
        return Optional.of(KeyRefusal.NO_EMAIL_NAME);
      }
      return refuseUnless(names.contains(address), KeyRefusal.NAME_MISMATCH);
    } catch (CertificateParsingException e) {
      return Optional.of(KeyRefusal.UNREADABLE);
    }
  }

  private static Optional<KeyRefusal> common(X509Certificate leaf, Instant now) {
    if (Date.from(now).before(leaf.getNotBefore())) {
      return Optional.of(KeyRefusal.NOT_YET_VALID);
    }
    if (Date.from(now).after(leaf.getNotAfter())) {
      return Optional.of(KeyRefusal.EXPIRED);
    }
    if (leaf.getBasicConstraints() >= 0) {
      return Optional.of(KeyRefusal.CERTIFICATE_AUTHORITY);
    }
    Set<String> critical = leaf.getCriticalExtensionOIDs();
    if (critical != null && !KNOWN_CRITICAL.containsAll(critical)) {
      return Optional.of(KeyRefusal.UNKNOWN_CRITICAL_EXTENSION);
    }
    return mailUsage(leaf).or(() -> strength(leaf.getPublicKey()));
  }

  private static Optional<KeyRefusal> mailUsage(X509Certificate leaf) {
    try {
      List<String> usages = leaf.getExtendedKeyUsage();
      boolean mail = usages == null || usages.stream().anyMatch(FOR_MAIL::contains);
      return refuseUnless(mail, KeyRefusal.NOT_FOR_MAIL);
    } catch (CertificateParsingException e) {
      return Optional.of(KeyRefusal.UNREADABLE);
    }
  }

  private static Optional<KeyRefusal> strength(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsaStrength(rsa);
      case ECPublicKey ec -> refuseUnless(isP256OrP384(ec), KeyRefusal.UNSUPPORTED_ALGORITHM);
      default -> Optional.of(KeyRefusal.UNSUPPORTED_ALGORITHM);
    };
  }

  private static Optional<KeyRefusal> rsaStrength(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    if (bits > MAX_RSA_BITS) {
      // One operation with a huge key takes seconds: a way to stop us, not a stronger key.
      return Optional.of(KeyRefusal.UNSUPPORTED_ALGORITHM);
    }
    boolean strong = bits >= MIN_RSA_BITS && key.getPublicExponent().bitLength() > 1;
    return refuseUnless(strong, KeyRefusal.WEAK);
  }

  private static boolean isP256OrP384(ECPublicKey key) {
    String name = key.getParams().toString();
    return name.contains("secp256r1") || name.contains("secp384r1");
  }

  private static Optional<KeyRefusal> encryptionUsage(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    int needed = leaf.getPublicKey() instanceof RSAPublicKey ? KEY_ENCIPHERMENT : KEY_AGREEMENT;
    return refuseUnless(usage == null || usage[needed], KeyRefusal.NOT_FOR_ENCRYPTION);
  }

  private static Optional<KeyRefusal> signingUsage(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    boolean signs = usage == null || usage[DIGITAL_SIGNATURE] || usage[NON_REPUDIATION];
    return refuseUnless(signs, KeyRefusal.NOT_FOR_SIGNING);
  }

  private static Optional<KeyRefusal> refuseUnless(boolean good, KeyRefusal refusal) {
    return good ? Optional.empty() : Optional.of(refusal);
  }
}
