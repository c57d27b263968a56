package io.postern.outbound.client;

import io.postern.core.port.Content;
import io.postern.core.wire.Wire;
import java.io.IOException;
import java.io.InputStream;

/**
 * Writes content as the data of SMTP (RFC 5321 4.5.2): dots at the start of a line are doubled, and
 * every line ends in CRLF.
 *
 * <p>A CR or an LF alone is written as CRLF. The listener takes no such content, but should one get
 * here, no receiver can disagree with us about where its lines, and with them the message, end
 * (SMTP smuggling). For one thread.
 */
final class ContentWriter {
  private static final int CHUNK = 16_384;

  private final Wire wire;
  private final byte[] in;

  /** One octet becomes at most four: a CR kept back, as CRLF, before the octet and its dot. */
  private final byte[] out;

  private int used;
  private boolean lineStart = true;
  private boolean heldCr;

  /**
   * @param size of the content; most messages are far smaller than a chunk
   */
  private ContentWriter(Wire wire, long size) {
    this.wire = wire;
    this.in = new byte[Math.clamp(size + 1, 512, CHUNK)];
    this.out = new byte[4 * in.length + 4];
  }

  /**
   * Writes the whole content, its last line ended, without the final dot and without a flush.
   *
   * @throws UnreadableContentException where the content cannot be read; what was sent until then
   *     must not be ended with a dot
   */
  static void write(Content content, Wire wire) throws IOException {
    ContentWriter writer = new ContentWriter(wire, content.size());
    try (Source source = new Source(content)) {
      int n;
      while ((n = source.read(writer.in)) >= 0) {
        writer.take(n);
      }
    }
    writer.finish();
  }

  private void take(int length) throws IOException {
    for (int i = 0; i < length; i++) {
      take(in[i]);
    }
    send();
  }

  private void take(byte b) {
    if (b == '\n') {
      endLine();
      return;
    }
    if (heldCr) {
      endLine();
    }
    if (b == '\r') {
      heldCr = true;
      return;
    }
    if (lineStart && b == '.') {
      out[used++] = '.';
    }
    out[used++] = b;
    lineStart = false;
  }

  private void endLine() {
    out[used++] = '\r';
    out[used++] = '\n';
    lineStart = true;
    heldCr = false;
  }

  private void finish() throws IOException {
    if (heldCr || !lineStart) {
      endLine();
    }
    send();
  }

  private void send() throws IOException {
    wire.write(out, 0, used);
    used = 0;
  }

  /** Content whose failures can be told from those of the connection. */
  private record Source(InputStream stream) implements AutoCloseable {
    Source(Content content) throws UnreadableContentException {
      this(opened(content));
    }

    private static InputStream opened(Content content) throws UnreadableContentException {
      try {
        return content.open();
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
