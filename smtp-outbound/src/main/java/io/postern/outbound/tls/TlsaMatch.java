package io.postern.outbound.tls;

import io.postern.core.port.Resolver.Tlsa;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** Compares one certificate with one record (RFC 6698 2.1; RFC 8162 2 has the same fields). */
public final class TlsaMatch {
  private static final int FULL = 0;

  private TlsaMatch() {}

  /** Whether the record names this certificate or its key, whatever its usage; never throws. */
  public static boolean fits(Tlsa record, X509Certificate certificate) {
    try {
      byte[] selected =
          record.selector() == 0
              ? certificate.getEncoded()
              : certificate.getPublicKey().getEncoded();
      return HexFormat.of().formatHex(matched(record.matching(), selected)).equals(record.data());
    } catch (CertificateEncodingException | RuntimeException e) {
      return false;
    }
  }

  private static byte[] matched(int matching, byte[] selected) {
    return switch (matching) {
      case FULL -> selected;
      case 1 -> digest("SHA-256", selected);
      case 2 -> digest("SHA-512", selected);
      default -> throw new IllegalArgumentException("not a usable record");
    };
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
