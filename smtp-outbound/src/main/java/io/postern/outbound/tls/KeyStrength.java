package io.postern.outbound.tls;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether keys and signatures are strong enough to prove something: NIST SP 800-131A, which SP
 * 800-52r2 3.2 asks for.
 */
final class KeyStrength {
  private static final int RSA_BITS = 2048;
  private static final int EC_BITS = 224;

  private KeyStrength() {}

  /** What is too weak about a certificate's key. */
  static Optional<String> ofKey(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    boolean weak =
        switch (key) {
          case RSAPublicKey rsa -> rsa.getModulus().bitLength() < RSA_BITS;
          case ECPublicKey ec -> ec.getParams().getOrder().bitLength() < EC_BITS;
          case DSAPublicKey dsa -> true;
          default -> false; // EdDSA and what is newer than it
        };
    return weak
        ? Optional.of("certificate's key is too weak (" + key.getAlgorithm() + ")")
        : Optional.empty();
  }

  /**
   * What is too weak on a path.
   *
   * @param path leaf first; the last, which is trusted as it is, may be signed anyhow
   */
  static Optional<String> ofPath(List<X509Certificate> path) {
    Optional<String> key =
        path.stream().map(KeyStrength::ofKey).flatMap(Optional::stream).findFirst();
    return key.or(() ->
        path.stream()
            .limit(Math.max(1, path.size() - 1))
            .map(X509Certificate::getSigAlgName)
            .filter(KeyStrength::isBroken)
            .map(name -> "certificate is signed with " + name)
            .findFirst());
  }

  private static boolean isBroken(String signature) {
    String name = signature.toUpperCase(Locale.ROOT);
    return name.startsWith("SHA1") || name.startsWith("MD");
  }
}
