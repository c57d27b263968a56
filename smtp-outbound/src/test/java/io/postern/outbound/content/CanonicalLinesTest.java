package io.postern.outbound.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Smuggling;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any octets become lines that everybody reads alike, and lines stay what they are. */
class CanonicalLinesTest {
  @Test
  void read_anyOctetsInAnyPieces_givesWhatTheModelSays() throws IOException {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      byte[] octets = Smuggling.octets(random, random.nextInt(300));
      assertThat(read(octets, 1 + random.nextInt(7), 1 + random.nextInt(9)))
          .as("seed %d", seed)
          .isEqualTo(model(octets));
    }
  }

  @Test
  void read_canonicalLines_passUnchanged() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      String lines = model(Smuggling.octets(random, random.nextInt(60_000)));
      byte[] octets = lines.getBytes(StandardCharsets.ISO_8859_1);
      assertThat(read(octets, octets.length + 1, 8192)).isEqualTo(lines);
    }
  }

  @Test
  void read_nothing_staysNothing() throws IOException {
    assertThat(read(new byte[0], 1, 1)).isEmpty();
  }

  private static String model(byte[] octets) {
    String text =
        new String(octets, StandardCharsets.ISO_8859_1)
            .replace("\r\n", "\n")
            .replace('\r', ' ')
            .replace('\0', '?')
            .replace("\n", "\r\n");
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\r\n";
  }

  private static String read(byte[] octets, int given, int asked) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[asked];
    try (CanonicalLines lines = new CanonicalLines(pieces(octets, given))) {
      int n;
      while ((n = lines.read(buffer)) >= 0) {
        all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  /** As a slow source gives them. */
  private static InputStream pieces(byte[] octets, int size) {
    return new ByteArrayInputStream(octets) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, size));
      }
    };
  }
}
