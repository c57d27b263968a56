package io.postern.core.keys;

import org.bouncycastle.bcpg.ECPublicBCPGKey;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPPublicKey;

/** The public-key algorithms of RFC 9580 9.1 that we use, and their names. */
final class OpenPgpAlgorithm {
  private static final int MAX_RSA_BITS = 8192;

  private OpenPgpAlgorithm() {}

  /** True for those that every reader we know decrypts. */
  static boolean encrypts(PGPPublicKey key) {
    return switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL -> key.getBitStrength() <= MAX_RSA_BITS;
      case PublicKeyAlgorithmTags.ECDH, PublicKeyAlgorithmTags.X25519 -> true;
      default -> false;
    };
  }

  static String label(PGPPublicKey key) {
    return switch (key.getAlgorithm()) {
      case PublicKeyAlgorithmTags.RSA_GENERAL -> "rsa-" + key.getBitStrength();
      case PublicKeyAlgorithmTags.ECDH,
          PublicKeyAlgorithmTags.ECDSA,
          PublicKeyAlgorithmTags.EDDSA_LEGACY ->
          curve(key);
      case PublicKeyAlgorithmTags.X25519 -> "x25519";
      case PublicKeyAlgorithmTags.Ed25519 -> "ed25519";
      default -> "openpgp-" + key.getAlgorithm();
    };
  }

  private static String curve(PGPPublicKey key) {
    if (!(key.getPublicKeyPacket().getKey() instanceof ECPublicBCPGKey ec)) {
      return "openpgp-" + key.getAlgorithm();
    }
    return switch (ec.getCurveOID().getId()) {
      case "1.2.840.10045.3.1.7" -> "p-256";
      case "1.3.132.0.34" -> "p-384";
      case "1.3.132.0.35" -> "p-521";
      case "1.3.6.1.4.1.3029.1.5.1" -> "cv25519";
      case "1.3.6.1.4.1.11591.15.1" -> "ed25519";
      default -> "ec-" + ec.getCurveOID().getId();
    };
  }
}
