package io.postern.inbound;

import io.postern.config.settings.Tolerance;

/**
 * The content of BDAT chunks: nothing is stuffed and the length says where it ends (RFC 3030 2). It
 * is kept octet for octet, bare LF with it, because Exchange Online sends such messages only this
 * way and signs them as they are; on the way out it becomes CRLF. One per message, so that a line
 * end may lie across two chunks. For one thread.
 */
final class ChunkDecoder {
  private static final byte[] CRLF = {'\r', '\n'};

  private final BodySink sink;
  private final LineMeter lines;
  private final boolean binary;
  private final long most;
  private long chunks;
  private boolean bareLf;

  /** A CR has come that is not written yet. */
  private boolean afterCr;

  /**
   * @param binary whether the body may hold any octet (RFC 3030 3); the header never may, because
   *     readers disagree about what a CR in it ends
   * @param most chunks; each costs more than its octets
   */
  ChunkDecoder(BodySink sink, LineMeter lines, boolean binary, int most) {
    this.sink = sink;
    this.lines = lines;
    this.binary = binary;
    this.most = most;
  }

  /** Another chunk begins. */
  void begin() {
    chunks++;
    if (chunks > most) {
      sink.refuse(Refusal.TOO_MANY_CHUNKS);
    }
  }

  void decode(byte[] block, int from, int to) {
    int i = from;
    while (i < to) {
      i = afterCr ? afterCr(block, i) : lines(block, i, to);
    }
  }

  /** Writes whole lines at once for as long as nothing needs a closer look. */
  private int lines(byte[] block, int from, int to) {
    int unwritten = from;
    int line = from;
    int i = Octets.nextSpecial(block, from, to);
    while (i < to && isLineEnd(block, i, to)) {
      Refusal why = lines.end(block, line, i);
      if (why != null) {
        // What lies before it first, so that the first reason is the first in the message.
        sink.write(block, unwritten, i - unwritten);
        sink.refuse(why);
        unwritten = i;
      }
      bareLf |= block[i] == '\n';
      line = block[i] == '\n' ? i + 1 : i + 2;
      i = Octets.nextSpecial(block, line, to);
    }
    lines.begin(block, line, i);
    sink.write(block, unwritten, i - unwritten);
    if (i == to) {
      return to;
    }
    if (block[i] == '\r') {
      afterCr = true;
    } else {
      nul(block, i);
    }
    return i + 1;
  }

  private static boolean isLineEnd(byte[] block, int i, int to) {
    return block[i] == '\n' || (block[i] == '\r' && i + 1 < to && block[i + 1] == '\n');
  }

  private int afterCr(byte[] block, int i) {
    afterCr = false;
    if (block[i] == '\n') {
      endLine();
      return i + 1;
    }
    bareCr();
    return i;
  }

  private void bareCr() {
    if (binary && !lines.inHeader()) {
      lines.begin(CRLF, 0, 1);
      sink.write(CRLF, 0, 1);
    } else if (sink.tolerates(Tolerance.BARE_CR)) {
      endLine();
    } else {
      sink.refuse(Refusal.BARE_LINE_END);
    }
  }

  private void nul(byte[] block, int i) {
    if (binary && !lines.inHeader()) {
      lines.begin(block, i, i + 1);
      sink.write(block, i, 1);
    } else if (!sink.tolerates(Tolerance.NUL)) {
      sink.refuse(Refusal.NUL);
    }
  }

  private void endLine() {
    Refusal why = lines.end(CRLF, 0, 0);
    if (why != null) {
      sink.refuse(why);
    }
    sink.write(CRLF, 0, 2);
  }

  /** After the last chunk. */
  void finish() {
    if (afterCr) {
      afterCr = false;
      bareCr();
    }
    if (lines.isOpen()) {
      lastLine();
    }
    if (bareLf && !binary) {
      use(Tolerance.BARE_LF_IN_BDAT);
    }
  }

  private void lastLine() {
    Refusal why = lines.end(CRLF, 0, 0);
    if (why != null) {
      sink.refuse(why);
    } else if (!binary) {
      use(Tolerance.UNENDED_LAST_LINE);
    }
  }

  /** Both are tolerated by every listener, so that this only counts. */
  private void use(Tolerance deviation) {
    if (!sink.tolerates(deviation)) {
      sink.refuse(Refusal.BARE_LINE_END);
    }
  }
}
