package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Writes a message as its survey says. For one message and one thread. */
final class Recoding implements EntityWalk.Visitor {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final int LINE = 76;

  private final Lines lines;
  private final BitSet encoded;
  private final ByteArrayOutputStream out;
  private @Nullable OutputStream base64;
  private int number = -1;

  /**
   * @param encoded the bodies to encode, by their number
   * @param out emptied by the reader
   */
  Recoding(Lines lines, BitSet encoded, ByteArrayOutputStream out) {
    this.lines = lines;
    this.encoded = encoded;
    this.out = out;
  }

  @Override
  public void header(Entity entity, HeaderBlock header, byte[] end) {
    number++;
    if (encoded.get(number)) {
      base64 = Base64.getMimeEncoder(LINE, CRLF).wrap(new Open(out));
      out.writeBytes(Relabelling.apply(header, "base64"));
    } else if (Relabelling.needed(entity, lines)) {
      out.writeBytes(Relabelling.apply(header, Relabelling.label(lines)));
    } else {
      out.writeBytes(header.toBytes());
    }
    out.writeBytes(end);
  }

  @Override
  public void body(byte[] octets, int offset, int length) throws IOException {
    if (base64 == null) {
      out.write(octets, offset, length);
    } else {
      base64.write(octets, offset, length);
    }
  }

  @Override
  public void bodyEnd() throws IOException {
    if (base64 != null) {
      base64.close(); // writes what it held back
      base64 = null;
    }
  }

  @Override
  public void between(byte[] octets, int offset, int length) {
    out.write(octets, offset, length);
  }

  /** Stays open below an encoder that is closed. */
  private static final class Open extends FilterOutputStream {
    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      out.write(octets, offset, length);
    }

    @Override
    public void close() {}
  }
}
