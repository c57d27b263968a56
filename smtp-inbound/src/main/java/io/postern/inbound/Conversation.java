package io.postern.inbound;

import io.postern.core.model.Reply;
import io.postern.core.wire.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * Commands in, replies out, over one wire. Replies leave together where the client pipelines (RFC
 * 2920 3.2): they are sent only before a read that would wait. For one thread.
 */
final class Conversation {
  /** One command line, or why there is none. */
  sealed interface Line {
    /** Without its line end. */
    record Text(String text) implements Line {}

    /** Longer than it may be; it was read to its end. */
    record TooLong() implements Line {}

    /** Holds a bare CR or LF, another control character, or what is not UTF-8. */
    record Malformed() implements Line {}

    /** The client closed the connection between commands. */
    record End() implements Line {}
  }

  private static final byte[] BDAT = {'b', 'd', 'a', 't'};

  /** For commands. Most sessions wait for one, and there may be thousands of them. */
  private static final int SMALL = 512;

  /** For content. */
  private static final int LARGE = 32 * 1024;

  private final Wire wire;
  private final long end;
  private final byte[] small = new byte[SMALL];
  private byte[] buffer = small;
  private int position;
  private int limit;
  private boolean unsent;
  private boolean ended;
  private boolean mayBeChunk;

  /** When what has begun must be over, as {@link System#nanoTime}. */
  private long deadline;

  Conversation(Wire wire, Duration longest) {
    this.wire = wire;
    this.end = System.nanoTime() + longest.toNanos();
    this.deadline = end;
  }

  /** No read waits beyond this time from now, or the end of the session. */
  void limit(Duration longest) {
    long until = System.nanoTime() + longest.toNanos();
    deadline = until - end < 0 ? until : end;
  }

  /** Only the end of the session counts again. */
  void unlimit() {
    deadline = end;
  }

  Wire wire() {
    return wire;
  }

  byte[] buffer() {
    return buffer;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  void consume(int octets) {
    position += octets;
  }

  /** Puts a reply into the write buffer. */
  void reply(Reply reply) throws IOException {
    byte[] bytes = ReplyText.of(reply);
    wire.write(bytes, 0, bytes.length);
    unsent = true;
  }

  void flush() throws IOException {
    if (unsent) {
      unsent = false;
      wire.flush();
    }
  }

  /** True where the client has sent more than the last command. */
  boolean hasInput() throws IOException {
    return position < limit || wire.hasInput();
  }

  /**
   * Reads the next line, strictly ended by CRLF: a bare LF that one side takes for a line end and
   * the other does not is how commands are smuggled.
   *
   * @param longest most octets without the line end
   */
  Line readLine(int longest, Duration timeout) throws IOException {
    byte[] line = new byte[Math.min(longest, 256)];
    int length = 0;
    boolean tooLong = false;
    boolean cr = false;
    while (true) {
      if (position == limit && !fill(timeout)) {
        return new Line.End();
      }
      byte b = buffer[position++];
      if (cr && b == '\n') {
        mayBeChunk = beginsChunk(line, length);
        return tooLong ? new Line.TooLong() : text(line, length - 1);
      }
      cr = b == '\r';
      // One more for the CR that may end the line.
      tooLong |= length > longest;
      if (!tooLong) {
        line = length == line.length ? Arrays.copyOf(line, length * 2) : line;
        line[length++] = b;
      }
    }
  }

  private static Line text(byte[] line, int length) {
    for (int i = 0; i < length; i++) {
      boolean control = line[i] >= 0 && line[i] < ' ' && line[i] != '\t';
      if (control || line[i] == 127) {
        return new Line.Malformed();
      }
    }
    try {
      return new Line.Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length)).toString());
    } catch (CharacterCodingException e) {
      return new Line.Malformed();
    }
  }

  private static boolean beginsChunk(byte[] line, int length) {
    int i = 0;
    while (i < length && (line[i] == ' ' || line[i] == '\t')) {
      i++;
    }
    int same = 0;
    while (same < BDAT.length && i + same < length && (line[i + same] | 0x20) == BDAT[same]) {
      same++;
    }
    return same == BDAT.length;
  }

  /** True where the client may have meant BDAT, whatever else is wrong with the last line. */
  boolean mayBeChunk() {
    return mayBeChunk;
  }

  /** More octets into an empty buffer; an end of the stream here cuts a message. */
  void require(Duration timeout) throws IOException {
    if (!fill(timeout)) {
      throw new EOFException("connection lost in the middle of a message");
    }
  }

  /**
   * More octets into an empty buffer.
   *
   * @return false at the end of the stream
   * @throws SocketTimeoutException where nothing comes in time, or the session or the transaction
   *     has lasted too long
   */
  private boolean fill(Duration timeout) throws IOException {
    if (ended) {
      return false;
    }
    if (unsent && !wire.hasInput()) {
      flush();
    }
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw new SocketTimeoutException("the session or its transaction has lasted too long");
    }
    wire.readTimeout(timeout.compareTo(left) < 0 ? timeout : left);
    buffer = limit >= SMALL && wire.hasInput() ? large() : small;
    int n = wire.read(buffer, 0, buffer.length);
    position = 0;
    limit = Math.max(n, 0);
    ended = n < 0;
    return !ended;
  }

  /** Only where much has come and more is there already: nobody waits with the large buffer. */
  @SuppressWarnings("ReferenceEquality")
  private byte[] large() {
    return buffer == small ? new byte[LARGE] : buffer;
  }

  /** After a handshake: the reply before it was sent by it, and nothing in clear is left. */
  void restart() {
    unsent = false;
    position = limit;
  }

  /**
   * Sends what is left, then reads and forgets what the client still sends, so that it can write on
   * until it finds the reply.
   *
   * @param longest how long at most
   */
  void drain(Duration longest) throws IOException {
    flush();
    long until = System.nanoTime() + longest.toNanos();
    long left = longest.toNanos();
    position = limit;
    while (left > 0 && !ended) {
      wire.readTimeout(Duration.ofNanos(left));
      ended = wire.read(buffer, 0, buffer.length) < 0;
      left = until - System.nanoTime();
    }
  }

  /**
   * Sends what is left. Where the client has sent more than was read, that is read first: closing
   * on unread octets resets the connection, and the last reply may be lost with it.
   */
  void end(Duration linger) throws IOException {
    flush();
    long until = System.nanoTime() + linger.toNanos();
    wire.readTimeout(linger);
    while (wire.hasInput() && System.nanoTime() < until) {
      if (wire.read(buffer, 0, buffer.length) < 0) {
        return;
      }
    }
  }
}
