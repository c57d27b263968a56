package io.postern.outbound.discover;

import io.postern.core.model.LocalPart;
import io.postern.core.model.Mailbox;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The names under which the key of an address is published. */
public final class PublishedName {
  private static final String Z_BASE_32 = "ybndrfg8ejkmcpqxot1uwisza345h769";

  /** RFC 7929 3, RFC 8162 3: a label holds 63 octets, and a whole digest would have 64. */
  private static final int DIGEST_OCTETS = 28;

  private PublishedName() {}

  /** The file of a Web Key Directory: z-base-32 of the SHA-1 of the local part in lower case. */
  public static String webKey(Mailbox address) {
    return zBase32(digest("SHA-1", lowerAscii(LocalPart.content(address.localPart()))));
  }

  /** The query of a Web Key Directory, by which a server can tell spellings apart. */
  static String webKeyQuery(Mailbox address) {
    String local = LocalPart.content(address.localPart());
    return "l=" + URLEncoder.encode(local, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** As in {@code c93f...afd6._openpgpkey.example.com}, by each spelling of the local part. */
  public static Set<String> openPgpKey(Mailbox address) {
    return dane(address, "_openpgpkey");
  }

  /** As in {@code c93f...afd6._smimecert.example.com}, by each spelling of the local part. */
  public static Set<String> smimea(Mailbox address) {
    return dane(address, "_smimecert");
  }

  /**
   * Both RFCs hash the local part as it is written. What is written with capitals here is mostly
   * published in small letters, so that is asked next; no other spelling is guessed at.
   */
  private static Set<String> dane(Mailbox address, String label) {
    String local = LocalPart.content(address.localPart());
    Set<String> spellings = new LinkedHashSet<>(Arrays.asList(local, lowerAscii(local)));
    return spellings.stream()
        .map(spelling -> daneHash(spelling) + "." + label + "." + address.domain())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String daneHash(String local) {
    return HexFormat.of().formatHex(digest("SHA-256", local), 0, DIGEST_OCTETS);
  }

  /** Letters of ASCII alone; what else has cases is left as it is (WKD 3.1). */
  private static String lowerAscii(String text) {
    return text.chars()
        .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** RFC 6189 5.1.6; the octets are a multiple of five, so that no bits are left over. */
  private static String zBase32(byte[] octets) {
    StringBuilder text = new StringBuilder();
    long bits = 0;
    int held = 0;
    for (byte octet : octets) {
      bits = bits << 8 | (octet & 0xff);
      for (held += 8; held >= 5; held -= 5) {
        text.append(Z_BASE_32.charAt((int) (bits >> (held - 5)) & 31));
      }
    }
    return text.toString();
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
