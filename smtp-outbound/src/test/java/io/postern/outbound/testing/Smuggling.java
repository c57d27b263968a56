package io.postern.outbound.testing;

import io.postern.core.testing.FalseEnds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Messages that some receiver takes for several, and how such a receiver reads. */
public final class Smuggling {
  private static final String SECOND =
      "MAIL FROM:<evil@clinic.example>\r\nRCPT TO:<jane@example.org>\r\nDATA\r\n"
          + "Subject: smuggled\r\n\r\nsmuggled\r\n.\r\nQUIT\r\n";

  /**
   * The end of the message to a receiver that takes every CR and every LF for the end of a line.
   */
  private static final Pattern LAX_END = Pattern.compile("(?<![^\r\n])\\.(?=[\r\n])");

  private static final byte[] SOUP = {'\r', '\n', '.', 0, 'a', ' ', '-', (byte) 0xc3};

  private Smuggling() {}

  /** Messages with each end in the body, in a field, where the header ends, and at the end. */
  public static List<byte[]> probes() {
    return Stream.of(FalseEnds.all(), FalseEnds.withLongLines(), FalseEnds.trueOnes())
        .flatMap(ends -> ends)
        .flatMap(end ->
            Stream.of(
                "Subject: a\r\nMIME-Version: 1.0\r\n\r\nfirst" + end + SECOND,
                "Subject: a" + end + SECOND + "\r\n\r\nfirst\r\n",
                "Subject: a\r\n" + end + SECOND,
                "Subject: a\r\n\r\n" + end.substring(1) + SECOND,
                "Subject: a\r\n\r\nfirst" + end))
        .map(s -> s.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** Many line ends, dots and NULs in no order, below a header that can be read. */
  public static byte[] soup(Random random, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("Subject: a\r\nMIME-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(octets(random, length));
    return out.toByteArray();
  }

  /** The same without a header. */
  public static byte[] octets(Random random, int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = SOUP[random.nextInt(SOUP.length)];
    }
    return octets;
  }

  /** How many messages a lax receiver sees in what was sent after DATA. */
  public static long messagesIn(String data) {
    return Math.max(
        LAX_END.matcher(data).results().count(),
        LAX_END.matcher(data.replace("\0", "")).results().count());
  }

  /**
   * What is wrong with the octets sent after DATA, the final dot among them; nothing where good.
   */
  public static List<String> faults(String data) {
    List<String> faults = new ArrayList<>();
    if (messagesIn(data) != 1) {
      faults.add(messagesIn(data) + " messages");
    }
    if (!data.endsWith("\r\n.\r\n")) {
      faults.add("no end");
    }
    if (data.replace("\r\n", "").matches("(?s).*[\r\n\0].*")) {
      faults.add("a lone CR or LF, or a NUL");
    }
    return faults;
  }
}
