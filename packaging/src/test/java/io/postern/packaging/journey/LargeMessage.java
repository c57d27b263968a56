package io.postern.packaging.journey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A message too large to be kept by anybody: it is made while it is sent, and known by a digest.
 */
final class LargeMessage {
  static final long MIB = 1 << 20;
  static final List<String> TO = List.of("reader@large.example");
  private static final String FIRST_LINE = "X-Begin: here\r\n";

  private LargeMessage() {}

  /** Writes about this much in lines; their digest. */
  static String write(Client client, long size) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    OutputStream out = client.stream();
    byte[] head =
        (FIRST_LINE + "From: nurse@clinic.example\r\nSubject: images\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    out.write(head);
    digest.update(head);
    byte[] line = new byte[998];
    Random random = new Random(7);
    for (long written = 0; written < size; written += line.length) {
      for (int i = 0; i < line.length - 2; i++) {
        line[i] = (byte) ('a' + random.nextInt(26));
      }
      line[line.length - 2] = '\r';
      line[line.length - 1] = '\n';
      out.write(line);
      digest.update(line);
    }
    out.flush();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Keeps a digest of what comes from the original's first line on. */
  static final class Digesting extends ByteArrayOutputStream {
    private final MessageDigest digest;
    private boolean begun;

    Digesting() throws NoSuchAlgorithmException {
      digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      begun |= new String(bytes, offset, length, StandardCharsets.ISO_8859_1).equals(FIRST_LINE);
      if (begun) {
        digest.update(bytes, offset, length);
      }
    }

    synchronized String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
