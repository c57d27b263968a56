package io.postern.outbound.client;

import io.postern.core.port.Content;
import io.postern.core.wire.Wire;
import io.postern.outbound.content.CanonicalLines;
import java.io.IOException;
import java.io.InputStream;

/**
 * The one place where content goes onto a wire.
 *
 * <p>As the data of SMTP (RFC 5321 4.5.2) it goes in canonical lines, dots at the start of a line
 * doubled. Whatever the octets were, whoever made them and whatever was put above them: no
 * receiver, however lax, finds an end of the message in them (SMTP smuggling). As a chunk (RFC
 * 3030) it goes as it is, behind its length. For one thread.
 */
final class ContentWriter {
  private static final int CHUNK = 16_384;

  private final Wire wire;
  private final byte[] in;

  /** Every octet may get a dot before it. */
  private final byte[] out;

  private boolean lineStart = true;

  /**
   * @param size of the content; most messages are far smaller than a chunk
   */
  private ContentWriter(Wire wire, long size) {
    this.wire = wire;
    this.in = new byte[Math.clamp(size + 1, 512, CHUNK)];
    this.out = new byte[2 * in.length];
  }

  /**
   * Writes the whole content as data, its last line ended, without the final dot and without a
   * flush.
   *
   * @throws UnreadableContentException where the content cannot be read; what was sent until then
   *     must not be ended with a dot
   */
  static void write(Content content, Wire wire) throws IOException {
    ContentWriter writer = new ContentWriter(wire, content.size());
    try (Source source = new Source(content, true)) {
      int n;
      while ((n = source.read(writer.in)) >= 0) {
        writer.stuff(n);
      }
    }
  }

  /**
   * Writes the octets of a chunk as they are, without a flush.
   *
   * @throws UnreadableContentException where the content cannot be read or has not the length that
   *     was announced
   */
  static void writeChunk(Content content, Wire wire) throws IOException {
    ContentWriter writer = new ContentWriter(wire, content.size());
    long left = content.size();
    try (Source source = new Source(content, false)) {
      int n;
      while ((n = source.read(writer.in)) >= 0) {
        left -= n;
        if (left < 0) {
          break;
        }
        wire.write(writer.in, 0, n);
      }
    }
    if (left != 0) {
      throw new UnreadableContentException(new IOException("not of the announced length"));
    }
  }

  private void stuff(int length) throws IOException {
    int used = 0;
    for (int i = 0; i < length; i++) {
      byte b = in[i];
      if (lineStart && b == '.') {
        out[used++] = '.';
      }
      out[used++] = b;
      lineStart = b == '\n';
    }
    wire.write(out, 0, used);
  }

  /** Content whose failures can be told from those of the connection. */
  private record Source(InputStream stream) implements AutoCloseable {
    Source(Content content, boolean lines) throws UnreadableContentException {
      this(opened(content, lines));
    }

    private static InputStream opened(Content content, boolean lines)
        throws UnreadableContentException {
      try {
        InputStream in = content.open();
        return lines ? new CanonicalLines(in, content.size()) : in;
      } catch (IOException e) {
        throw new UnreadableContentException(e);
      }
    }

    int read(byte[] target) throws UnreadableContentException {
      try {
        return stream.read(target, 0, target.length);
      } catch (IOException e) {
        throw new UnreadableContentException(e);
      }
    }

    @Override
    public void close() throws UnreadableContentException {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UnreadableContentException(e);
      }
    }
  }
}
