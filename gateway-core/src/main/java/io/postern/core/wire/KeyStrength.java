package io.postern.core.wire;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether keys and signatures are strong enough to prove something: NIST SP 800-131A, which SP
 * 800-52r2 3.2 asks for.
 */
public final class KeyStrength {
  private static final int RSA_BITS = 2048;
  private static final int EC_BITS = 224;

  private KeyStrength() {}

  /** What is too weak about a certificate's key. */
  public static Optional<String> ofKey(X509Certificate certificate) {
    return ofKey(certificate.getPublicKey());
  }

  private static Optional<String> ofKey(PublicKey key) {
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

  /** What is too weak on a path; the anchor's own certificate may be signed anyhow. */
  public static Optional<String> ofPath(PathSearch.Result.Found path) {
    Optional<String> key =
        Stream.concat(
                path.proved().stream().map(X509Certificate::getPublicKey),
                Stream.of(path.anchorKey()))
            .map(KeyStrength::ofKey)
            .flatMap(Optional::stream)
            .findFirst();
    return key.or(() ->
        path.proved().stream()
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
