package io.postern.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The content of BDAT chunks: nothing is stuffed and the length says where it ends (RFC 3030 2). A
 * bare LF becomes CRLF, because Exchange Online sends such messages only this way, and on the way
 * out it must not be there. One per message, so that a line end may lie across two chunks. For one
 * thread.
 */
final class ChunkDecoder {
  private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);

  private final BodySink sink;
  private boolean afterCr;
  private boolean atLineStart = true;

  ChunkDecoder(BodySink sink) {
    this.sink = sink;
  }

  void decode(byte[] block, int from, int to) {
    int i = from;
    while (i < to) {
      i = afterCr ? afterCr(block, i) : line(block, i, to);
    }
  }

  private int line(byte[] block, int from, int to) {
    int i = Octets.nextSpecial(block, from, to);
    while (i + 1 < to && block[i] == '\r' && block[i + 1] == '\n') {
      i = Octets.nextSpecial(block, i + 2, to);
    }
    if (i > from) {
      sink.write(block, from, i - from);
      atLineStart = block[i - 1] == '\n';
    }
    if (i == to) {
      return to;
    }
    switch (block[i]) {
      case '\r' -> afterCr = true;
      case '\n' -> lineEnd();
      default -> sink.refuse(Refusal.NUL);
    }
    return i + 1;
  }

  private int afterCr(byte[] block, int i) {
    afterCr = false;
    if (block[i] == '\n') {
      lineEnd();
      return i + 1;
    }
    sink.refuse(Refusal.BARE_LINE_END);
    return i;
  }

  private void lineEnd() {
    sink.write(CRLF, 0, 2);
    atLineStart = true;
  }

  /** After the last chunk: a message ends with a line end, which DATA has by itself. */
  void finish() {
    if (afterCr) {
      sink.refuse(Refusal.BARE_LINE_END);
    } else if (!atLineStart) {
      sink.write(CRLF, 0, 2);
    }
  }
}
