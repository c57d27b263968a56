package io.postern.bench;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that can be recognised and checked wherever it comes out: its header holds a name and
 * the checksum of its body.
 */
record Canary(String name, int checksum) {
  private static final Pattern HEADER = Pattern.compile("X-Canary: (\\S+) (-?\\d+)\r\n");
  private static final String LINE = "the quick brown fox jumps over the lazy dog, line ";

  /**
   * Writes one.
   *
   * @param size about this many octets
   */
  static byte[] write(String name, int size) {
    StringBuilder body = new StringBuilder(size + 100);
    for (int i = 0; body.length() < size - 200; i++) {
      body.append(name).append(' ').append(LINE).append(i).append("\r\n");
    }
    String header =
        """
        From: a@example.org
        To: b@example.test
        Subject: load
        Message-ID: <%s@example.org>
        X-Canary: %s %d

        """
            .formatted(name, name, body.toString().hashCode())
            .replace("\n", "\r\n");
    return (header + body).getBytes(StandardCharsets.US_ASCII);
  }

  /** Finds it in the header of a message; empty where the message is not one of ours. */
  static Optional<Canary> read(String message) {
    Matcher header = HEADER.matcher(message);
    return header.find()
        ? Optional.of(new Canary(header.group(1), Integer.parseInt(header.group(2))))
        : Optional.empty();
  }

  /** True where the body is the one that was written. */
  boolean intact(String message) {
    int body = message.indexOf("\r\n\r\n");
    return body > 0 && message.substring(body + 4).hashCode() == checksum;
  }
}
