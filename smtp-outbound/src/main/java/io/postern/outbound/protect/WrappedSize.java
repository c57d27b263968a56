package io.postern.outbound.protect;

import io.postern.core.keys.OpenPgpSigner;
import io.postern.core.keys.SmimeCertificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;

/**
 * How many octets a message will have when it is encrypted, known before that is done: never fewer
 * than it will have, and hardly more. Fields that come to the same for every message are taken with
 * room to spare.
 */
final class WrappedSize {
  /** Fixed parts of CMS, MIME and OpenPGP around the content. */
  private static final long FRAME = 1024;

  /** Signed attributes and algorithms, and the MIME parts of a signed message. */
  private static final long SIGNATURE = 1536;

  private static final long BLOCK = 16;
  private static final long SEGMENT_HEADER = 5;
  private static final int BITS = 8;

  private WrappedSize() {}

  static long smime(Payload payload, SmimeCertificate recipient, Optional<Signing> signing) {
    long inside = payload.most() + signing.map(WrappedSize::signature).orElse(0L) + BLOCK;
    long cms =
        inside
            + (inside / SmimeEnvelope.SEGMENT + 2) * SEGMENT_HEADER
            + names(recipient.leaf())
            + keyOctets(recipient.leaf())
            + FRAME;
    return payload.outerHeader().length + FRAME + base64(cms, 76);
  }

  static long openPgp(Payload payload, PGPPublicKey recipient, Optional<OpenPgpSigner> signer) {
    long signature = signer.map(s -> FRAME + s.publicKey().getBitStrength() / BITS).orElse(0L);
    long inside = payload.most() + signature;
    // Partial lengths of both packets, and a tag for each chunk of version 2.
    long chunks = (inside / OpenPgpMessage.CHUNK + 2) * (SEGMENT_HEADER + BLOCK);
    long packets = inside + chunks + recipient.getBitStrength() / BITS + FRAME;
    return payload.outerHeader().length + FRAME + base64(packets, 64);
  }

  private static long signature(Signing signing) {
    long certificates = octets(signing.signer().certificate().leaf());
    for (X509Certificate issuer : signing.signer().certificate().chain()) {
      certificates += octets(issuer);
    }
    certificates += signing.answers().map(answers -> 2 * octets(answers.leaf())).orElse(0L);
    X509Certificate leaf = signing.signer().certificate().leaf();
    return SIGNATURE + base64(certificates + names(leaf) + keyOctets(leaf) + SIGNATURE, 76);
  }

  private static long octets(X509Certificate certificate) {
    try {
      return certificate.getEncoded().length;
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate can be written", e);
    }
  }

  private static long names(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().getEncoded().length;
  }

  private static long keyOctets(X509Certificate certificate) {
    return certificate.getPublicKey() instanceof RSAPublicKey rsa
        ? rsa.getModulus().bitLength() / BITS
        : 0;
  }

  /** With CRLF behind every line. */
  private static long base64(long octets, int line) {
    long characters = (octets + 2) / 3 * 4;
    return characters + (characters / line + 2) * 2;
  }
}
