package io.postern.outbound.protect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The ASCII armor of an OpenPGP message, without headers, with CRLF. Bouncy Castle's goes octet by
 * octet. With the checksum, which older readers look for.
 *
 * <p>Standards: RFC 9580 6.2 (armor), RFC 4880 6.1 (CRC-24).
 */
public final class Armor extends OutputStream {
  private static final String BEGIN = "-----BEGIN PGP MESSAGE-----";
  private static final String END = "-----END PGP MESSAGE-----";
  private static final int LINE = 64;

  private final OutputStream out;
  private final Base64Lines.Encoder lines;
  private final Crc24 checksum = new Crc24();

  /**
   * @param out stays open when this is closed
   * @param expected octets, about
   */
  Armor(OutputStream out, long expected) throws IOException {
    this.out = out;
    this.lines = new Base64Lines.Encoder(out, LINE, expected);
    out.write(ascii(BEGIN + "\r\n\r\n"));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    checksum.update(bytes, offset, length);
    lines.write(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    lines.close();
    byte[] sum = checksum.octets();
    out.write(ascii("=" + Base64.getEncoder().encodeToString(sum) + "\r\n" + END + "\r\n"));
    out.flush();
  }

  /**
   * Skips what stands before the first line of the armor. Bouncy Castle takes a MIME boundary's
   * dashes for that.
   *
   * @param in able to mark
   * @throws IOException where there is no armor
   */
  public static void find(InputStream in) throws IOException {
    byte[] begin = ascii(BEGIN);
    boolean lineStart = true;
    while (true) {
      in.mark(begin.length);
      if (lineStart && Arrays.equals(in.readNBytes(begin.length), begin)) {
        in.reset();
        return;
      }
      in.reset();
      int b = in.read();
      if (b < 0) {
        throw new IOException("no armor");
      }
      lineStart = b == '\n';
    }
  }

  /**
   * What is in the armor, whose first line comes next; the checksum is not looked at, for the
   * packets have better ones.
   *
   * @param room octets to read at once
   * @throws IOException where there is no armor
   */
  public static InputStream open(InputStream in, int room) throws IOException {
    int newLines = 0;
    while (newLines < 2) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("no armor");
      }
      newLines = b == '\n' ? newLines + 1 : b == '\r' ? newLines : 0;
    }
    return Base64Lines.decoder(new UpToChecksum(in), room);
  }

  /**
   * A line that begins with an equals sign or a dash is none of base64: the checksum or the end.
   */
  private static final class UpToChecksum extends FilterInputStream {
    private boolean atLineStart = true;
    private boolean over;

    UpToChecksum(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = over ? -1 : in.read(target, offset, length);
      for (int i = offset; i < offset + count; i++) {
        if (atLineStart && (target[i] == '=' || target[i] == '-')) {
          over = true;
          return i == offset ? -1 : i - offset;
        }
        atLineStart = target[i] == '\n';
      }
      return count;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
