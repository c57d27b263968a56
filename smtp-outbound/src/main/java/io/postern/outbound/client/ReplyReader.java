package io.postern.outbound.client;

import io.postern.core.model.Reply;
import io.postern.core.wire.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads replies off a wire. For one thread. */
final class ReplyReader {
  /** RFC 5321 4.5.3.1.5 allows 512 octets; real hosts send somewhat longer ones. */
  private static final int MAXIMUM_LINE = 4096;

  private final Wire wire;
  private final ReplyParser parser = new ReplyParser();
  private final byte[] buffer = new byte[MAXIMUM_LINE];
  private int next;
  private int end;

  ReplyReader(Wire wire) {
    this.wire = wire;
  }

  /**
   * The next whole reply.
   *
   * @throws EOFException where the peer closed
   */
  Reply read() throws IOException {
    while (true) {
      Optional<Reply> reply = parser.take(line());
      if (reply.isPresent()) {
        return reply.get();
      }
    }
  }

  /** True where bytes were received that no reply has used. */
  boolean holdsMore() {
    return next < end;
  }

  private String line() throws IOException {
    int from = next;
    while (true) {
      for (; from < end; from++) {
        if (buffer[from] == '\n') {
          return cut(from);
        }
      }
      from -= next;
      fill();
    }
  }

  /** Moves what is there to the front and reads more behind it. */
  private void fill() throws IOException {
    System.arraycopy(buffer, next, buffer, 0, end - next);
    end -= next;
    next = 0;
    if (end == buffer.length) {
      throw new MalformedReplyException("reply line longer than " + MAXIMUM_LINE + " octets");
    }
    int n = wire.read(buffer, end, buffer.length - end);
    if (n < 0) {
      throw new EOFException("connection closed by the peer");
    }
    end += n;
  }

  private String cut(int lineFeed) {
    int stop = lineFeed > next && buffer[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    String line = new String(buffer, next, stop - next, StandardCharsets.UTF_8);
    next = lineFeed + 1;
    return printable(line);
  }

  /** Remote text ends up in logs, DSNs and terminals: control characters stay outside. */
  private static String printable(String line) {
    boolean clean = line.chars().noneMatch(Character::isISOControl);
    return clean
        ? line
        : line.codePoints()
            .map(c -> Character.isISOControl(c) ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }
}
