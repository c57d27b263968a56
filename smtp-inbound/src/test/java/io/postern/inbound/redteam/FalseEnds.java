package io.postern.inbound.redteam;

import java.util.stream.Stream;

/** Octets that some host takes for the end of DATA, and that are none (RFC 5321 4.1.1.4). */
final class FalseEnds {
  /** What the attacker wants to be read as commands of its own. */
  static final String INNER =
      "MAIL FROM:<admin@example.org>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\n"
          + "Subject: inner\r\n\r\ninner";

  /** As many octets as the session reads at once, at most. */
  private static final int BUFFER = 32 * 1024;

  private FalseEnds() {}

  static Stream<String> all() {
    return Stream.concat(inData(), Stream.of("\n.\n", "\n.\r\n", "\n\n.\n\n"));
  }

  /** Those with an octet that no text may hold, by DATA or BDAT. */
  static Stream<String> inData() {
    return Stream.of(
        "\r.\r",
        "\r.\r\n",
        "\r\n.\r",
        "\n.\r",
        "\r.\n",
        "\r\r\n.\r\r\n",
        "\r\n\0.\r\n",
        "\r\n.\0\r\n",
        "\r\n.\r\0\n",
        "\r\0\n.\r\n",
        "\n\0.\n",
        "\n\r.\n\r",
        "\0\r\n.\n");
  }

  /** A message with the false end, and an inner one behind it. */
  static String message(String end) {
    return "Subject: outer\r\n\r\nouter" + end + INNER;
  }

  /** The same, with the false end beginning so many octets before the edge of a buffer. */
  static String atEdge(String end, int before) {
    String header = "Subject: outer\r\n\r\n";
    StringBuilder text = new StringBuilder(header);
    while (text.length() < BUFFER - before - 200) {
      text.append("x".repeat(98)).append("\r\n");
    }
    text.append("x".repeat(BUFFER - before - text.length()));
    return text + end + INNER;
  }
}
