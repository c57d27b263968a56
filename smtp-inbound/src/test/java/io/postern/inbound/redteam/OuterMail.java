package io.postern.inbound.redteam;

/** Messages with a false end of DATA in them, and another message behind that. */
final class OuterMail {
  /** What the attacker wants to be read as commands of its own. */
  static final String INNER =
      "MAIL FROM:<admin@example.org>\r\nRCPT TO:<victim@example.net>\r\nDATA\r\n"
          + "Subject: inner\r\n\r\ninner";

  /** As many octets as the session reads at once, at most. */
  private static final int BUFFER = 32 * 1024;

  private OuterMail() {}

  static String with(String end) {
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
