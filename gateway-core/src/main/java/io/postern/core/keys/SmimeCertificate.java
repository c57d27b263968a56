package io.postern.core.keys;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A certificate of the directory with the authorities' certificates that came with it.
 *
 * @param chain from the leaf's issuer upwards; may be empty
 */
public record SmimeCertificate(X509Certificate leaf, List<X509Certificate> chain) {
  private static final Integer RFC822_NAME = 1;

  public SmimeCertificate {
    chain = List.copyOf(chain);
  }

  /** SHA-256 over the leaf's DER in lower-case hex. */
  public String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has a SHA-256", e);
    }
  }

  /** As in {@code rsa-2048} or {@code p-256}. */
  public String algorithm() {
    PublicKey key = leaf.getPublicKey();
    return switch (key) {
      case RSAPublicKey rsa -> "rsa-" + rsa.getModulus().bitLength();
      case ECPublicKey ec -> "p-" + ec.getParams().getCurve().getField().getFieldSize();
      default -> key.getAlgorithm().toLowerCase(Locale.ROOT);
    };
  }

  /** Whether it names itself as its issuer and its signature is not its own. */
  boolean selfSignatureBroken() {
    if (!leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())) {
      return false;
    }
    try {
      leaf.verify(leaf.getPublicKey());
      return false;
    } catch (GeneralSecurityException | RuntimeException e) {
      return true; // whatever is wrong with it, it proves nothing
    }
  }

  /**
   * The rfc822Name entries of subjectAltName in the form to compare. Addresses in the distinguished
   * name do not count (RFC 8550 3: they are legacy, and a name form that authorities do not check).
   *
   * @throws CertificateParsingException where the extension cannot be read
   */
  List<String> mailNames() throws CertificateParsingException {
    Collection<List<?>> names = leaf.getSubjectAlternativeNames();
    if (names == null) {
      return List.of();
    }
    return names.stream()
        .filter(name -> RFC822_NAME.equals(name.get(0)))
        .map(name -> MailName.normal(String.valueOf(name.get(1))))
        .distinct()
        .toList();
  }
}
