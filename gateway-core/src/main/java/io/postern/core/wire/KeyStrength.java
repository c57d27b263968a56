package io.postern.core.wire;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether keys and signatures are strong enough to prove something: NIST SP 800-131A, which SP
 * 800-52r2 3.2 asks for.
 */
public final class KeyStrength {
  private static final int RSA_BITS = 2048;
  private static final int EC_BITS = 224;

  /** Of RSASSA-PSS, as the JDK names them. */
  private static final Set<String> STRONG =
      Set.of(
          "SHA-224",
          "SHA-256",
          "SHA-384",
          "SHA-512",
          "SHA-512/224",
          "SHA-512/256",
          "SHA3-224",
          "SHA3-256",
          "SHA3-384",
          "SHA3-512");

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
            .filter(KeyStrength::isBroken)
            .map(X509Certificate::getSigAlgName)
            .map(name -> "certificate is signed with " + name)
            .findFirst());
  }

  private static boolean isBroken(X509Certificate certificate) {
    String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    return name.startsWith("SHA1")
        || name.startsWith("MD")
        || (name.contains("PSS") && isBrokenPss(certificate.getSigAlgParams()));
  }

  /** RFC 4055 3.1: the digests stand in the parameters, and are SHA-1 where they do not. */
  private static boolean isBrokenPss(byte @Nullable [] parameters) {
    if (parameters == null) {
      return true;
    }
    try {
      AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
      read.init(parameters);
      PSSParameterSpec pss = read.getParameterSpec(PSSParameterSpec.class);
      return !STRONG.contains(pss.getDigestAlgorithm())
          || !(pss.getMGFParameters() instanceof MGF1ParameterSpec mask)
          || !STRONG.contains(mask.getDigestAlgorithm());
    } catch (GeneralSecurityException | IOException e) {
      return true; // what cannot be read proves nothing
    }
  }
}
