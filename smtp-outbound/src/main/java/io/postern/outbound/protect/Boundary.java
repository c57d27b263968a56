package io.postern.outbound.protect;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Multipart boundaries that nobody can guess, so that no content can close a part (RFC 2046 5.1.1).
 */
final class Boundary {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 18;

  private Boundary() {}

  static String create() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    // "=_" cannot occur in quoted-printable or base64 (RFC 2045 6.7).
    return "=_" + HexFormat.of().formatHex(random);
  }
}
