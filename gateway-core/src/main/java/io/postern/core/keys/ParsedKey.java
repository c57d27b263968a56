package io.postern.core.keys;

import java.util.List;
import java.util.Optional;

/**
 * A key read from a file, before it is filed.
 *
 * @param addresses that it names, in the form to compare
 * @param publicPart what the directory keeps: DER certificates one after the other, leaf first, or
 *     an OpenPGP certificate
 * @param privatePart in clear: PKCS#8, or an unlocked OpenPGP secret key
 */
record ParsedKey(
    KeyKind kind,
    String fingerprint,
    List<String> addresses,
    byte[] publicPart,
    Optional<byte[]> privatePart) {
  ParsedKey with(byte[] otherPublicPart) {
    return new ParsedKey(kind, fingerprint, addresses, otherPublicPart, privatePart);
  }

  /** The same where it is filed for nobody. */
  ParsedKey ofNobody() {
    return new ParsedKey(kind, fingerprint, List.of(), publicPart, privatePart);
  }

  @Override
  public String toString() {
    return "ParsedKey[" + kind.label() + " " + fingerprint + "]";
  }
}
