package io.postern.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.postern.config.settings.Tolerance;
import org.jspecify.annotations.Nullable;

/**
 * The content of DATA: ends at CRLF.CRLF and at nothing else, takes the stuffed dot off every line
 * (RFC 5321 4.5.2), and refuses what another host could read as a line end, or makes it one where
 * that is tolerated. The result does not depend on how the octets arrive. For one thread.
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
  private final LineMeter lines;
  private At at = At.LINE_START;

  DataDecoder(BodySink sink, LineMeter lines) {
    this.sink = sink;
    this.lines = lines;
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
    int unwritten = from;
    int line = from;
    int i = Octets.nextSpecial(block, from, to);
    while (i + 2 < to && block[i] == '\r' && block[i + 1] == '\n' && block[i + 2] != '.') {
      Refusal why = lines.end(block, line, i);
      if (why != null) {
        // What lies before it first, so that the first reason is the first in the message.
        sink.write(block, unwritten, i - unwritten);
        sink.refuse(why);
        unwritten = i;
      }
      line = i + 2;
      i = Octets.nextSpecial(block, line, to);
    }
    lines.begin(block, line, i);
    sink.write(block, unwritten, i - unwritten);
    if (i == to) {
      return to;
    }
    if (block[i] == '\r') {
      at = At.CR;
    } else {
      odd(block[i]);
    }
    return i + 1;
  }

  private int afterCr(byte[] block, int i) {
    if (block[i] == '\n') {
      endLine();
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
    repair(Tolerance.BARE_CR, Refusal.BARE_LINE_END);
    at = At.IN_LINE;
    return i;
  }

  private void odd(byte b) {
    if (b == '\n') {
      repair(Tolerance.BARE_LF_IN_DATA, Refusal.BARE_LINE_END);
    } else if (!sink.tolerates(Tolerance.NUL)) {
      sink.refuse(Refusal.NUL);
    }
  }

  /** A line end that is none becomes one; what follows it is still no place for a stuffed dot. */
  private void repair(Tolerance deviation, Refusal reason) {
    if (sink.tolerates(deviation)) {
      endLine();
    } else {
      sink.refuse(reason);
    }
  }

  private void endLine() {
    @Nullable Refusal why = lines.end(CRLF, 0, 0);
    if (why != null) {
      sink.refuse(why);
    }
    sink.write(CRLF, 0, 2);
  }
}
