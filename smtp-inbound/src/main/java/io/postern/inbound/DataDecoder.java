package io.postern.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The content of DATA: ends at CRLF.CRLF and at nothing else, takes the stuffed dot off every line
 * (RFC 5321 4.5.2), and refuses what another host could read as a line end. The result does not
 * depend on how the octets arrive. For one thread.
 */
final class DataDecoder {
  private enum At {
    /** After CRLF, or at the very beginning. */
    LINE_START,
    IN_LINE,
    /** After a CR, which is not written yet. */
    CR,
    /** After a dot at the start of a line, which is never written. */
    DOT,
    /** After that dot and a CR. */
    DOT_CR,
    END
  }

  private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);

  private final BodySink sink;
  private At at = At.LINE_START;

  DataDecoder(BodySink sink) {
    this.sink = sink;
  }

  /** True once the end of the message was read. */
  boolean atEnd() {
    return at == At.END;
  }

  /**
   * Decodes a block.
   *
   * @return how many octets belong to the message with its end; fewer than given only at the end
   */
  int decode(byte[] block, int from, int to) {
    int i = from;
    while (i < to && at != At.END) {
      i =
          switch (at) {
            case LINE_START -> lineStart(block, i);
            case IN_LINE -> inLine(block, i, to);
            case CR -> afterCr(block, i);
            case DOT -> afterDot(block, i);
            case DOT_CR -> afterDotCr(block, i);
            case END -> i;
          };
    }
    return i - from;
  }

  private int lineStart(byte[] block, int i) {
    if (block[i] == '.') {
      at = At.DOT;
      return i + 1;
    }
    at = At.IN_LINE;
    return i;
  }

  /** Writes whole lines at once for as long as nothing needs a closer look. */
  private int inLine(byte[] block, int from, int to) {
    int i = Octets.nextSpecial(block, from, to);
    while (i + 2 < to && block[i] == '\r' && block[i + 1] == '\n' && block[i + 2] != '.') {
      i = Octets.nextSpecial(block, i + 2, to);
    }
    sink.write(block, from, i - from);
    if (i == to) {
      return to;
    }
    if (block[i] == '\r') {
      at = At.CR;
    } else {
      refuse(block[i]);
    }
    return i + 1;
  }

  private int afterCr(byte[] block, int i) {
    if (block[i] == '\n') {
      sink.write(CRLF, 0, 2);
      at = At.LINE_START;
      return i + 1;
    }
    return bareCr(i);
  }

  private int afterDot(byte[] block, int i) {
    if (block[i] == '\r') {
      at = At.DOT_CR;
      return i + 1;
    }
    at = At.IN_LINE;
    return i;
  }

  private int afterDotCr(byte[] block, int i) {
    if (block[i] == '\n') {
      at = At.END;
      return i + 1;
    }
    return bareCr(i);
  }

  /** The octet after it is looked at again: it may be a CR that belongs to a line end. */
  private int bareCr(int i) {
    sink.refuse(Refusal.BARE_LINE_END);
    at = At.IN_LINE;
    return i;
  }

  private void refuse(byte b) {
    sink.refuse(b == 0 ? Refusal.NUL : Refusal.BARE_LINE_END);
  }
}
