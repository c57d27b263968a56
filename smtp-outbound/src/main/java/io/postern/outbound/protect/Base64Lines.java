package io.postern.outbound.protect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 in lines (RFC 2045 6.8, RFC 9580 6), many lines at once: the JDK's streams go octet by
 * octet, which costs more than the encryption.
 */
public final class Base64Lines {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final int LINES = 512;

  private Base64Lines() {}

  /** Encodes; closing writes the rest and the end of its line, and leaves the stream below open. */
  static final class Encoder extends OutputStream {
    private final OutputStream out;
    private final Base64.Encoder encoder;
    private final byte[] block;
    private int held;

    /**
     * @param line characters in a line, a multiple of four
     * @param expected octets, about
     */
    Encoder(OutputStream out, int line, long expected) {
      this.out = out;
      this.encoder = Base64.getMimeEncoder(line, CRLF);
      int octets = line / 4 * 3;
      this.block = new byte[octets * Math.clamp(expected / octets + 1, 1, LINES)];
    }

    @Override
    public void write(int b) throws IOException {
      block[held++] = (byte) b;
      writeFull();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int from = offset;
      int left = length;
      while (left > 0) {
        int count = Math.min(left, block.length - held);
        System.arraycopy(bytes, from, block, held, count);
        held += count;
        from += count;
        left -= count;
        writeFull();
      }
    }

    private void writeFull() throws IOException {
      if (held == block.length) {
        writeHeld();
      }
    }

    private void writeHeld() throws IOException {
      if (held > 0) {
        out.write(encoder.encode(held == block.length ? block : Arrays.copyOf(block, held)));
        out.write(CRLF);
        held = 0;
      }
    }

    @Override
    public void close() throws IOException {
      writeHeld();
      out.flush();
    }
  }

  /**
   * What the lines up to the stream's end say; line ends may stand anywhere.
   *
   * @param room octets to read at once
   */
  public static InputStream decoder(InputStream lines, int room) {
    return new Decoder(lines, room);
  }

  private static final class Decoder extends InputStream {
    private final InputStream lines;
    private final byte[] read;
    private int kept;
    private byte[] plain = {};
    private int at;

    Decoder(InputStream lines, int room) {
      this.lines = lines;
      this.read = new byte[room];
    }

    @Override
    public int read() throws IOException {
      return fill() ? plain[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, plain.length - at);
      System.arraycopy(plain, at, target, offset, count);
      at += count;
      return count;
    }

    private boolean fill() throws IOException {
      while (at == plain.length) {
        int count = lines.readNBytes(read, kept, read.length - kept);
        int characters = withoutLineEnds(kept, kept + count);
        boolean last = count < read.length - kept;
        if (last && characters == 0) {
          return false;
        }
        int whole = last ? characters : characters / 4 * 4;
        plain = decode(Arrays.copyOf(read, whole));
        at = 0;
        kept = characters - whole;
        System.arraycopy(read, whole, read, 0, kept);
      }
      return true;
    }

    private static byte[] decode(byte[] characters) throws IOException {
      try {
        return Base64.getDecoder().decode(characters);
      } catch (IllegalArgumentException e) {
        throw new IOException("not base64", e);
      }
    }

    private int withoutLineEnds(int from, int to) {
      int count = from;
      for (int i = from; i < to; i++) {
        if (read[i] != '\r' && read[i] != '\n') {
          read[count++] = read[i];
        }
      }
      return count;
    }
  }
}
