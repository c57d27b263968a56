package io.postern.outbound.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.BytesContent;
import io.postern.core.testing.FalseEnds;
import io.postern.core.wire.Wire;
import io.postern.outbound.content.Topped;
import io.postern.outbound.testing.Smuggling;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the octets are: what goes onto the wire has one end, for the laxest receiver too. */
class ContentWriterTest {
  private static final byte[] FIELD = "X-Added: on top\r\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void write_everyKnownProbe_hasOneEnd() throws IOException {
    for (byte[] probe : Smuggling.probes()) {
      assertThat(Smuggling.faults(data(probe))).as(shown(probe)).isEmpty();
    }
  }

  @Test
  void write_fieldAddedAboveEveryProbe_hasOneEnd() throws IOException {
    for (byte[] probe : Smuggling.probes()) {
      String data = sent(new Topped(FIELD, new BytesContent(probe))) + ".\r\n";
      assertThat(Smuggling.faults(data)).as(shown(probe)).isEmpty();
    }
  }

  @Test
  void write_randomSoups_haveOneEnd() throws IOException {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      byte[] soup = Smuggling.octets(random, 1 + random.nextInt(400));
      assertThat(Smuggling.faults(data(soup))).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void write_probeAcrossTheEndOfABuffer_hasOneEnd() throws IOException {
    for (int before = 16_384 - 12; before < 16_384 + 4; before++) {
      for (String end : Stream.concat(FalseEnds.all(), FalseEnds.trueOnes()).toList()) {
        byte[] message = ("x".repeat(before) + end + "tail").getBytes(StandardCharsets.US_ASCII);
        assertThat(Smuggling.faults(data(message))).as("%d %s", before, shown(message)).isEmpty();
      }
    }
  }

  @Test
  void write_linesWithDots_areStuffedAndNothingElseChanges() throws IOException {
    String message = ".\r\n..\r\n.a\r\nb.\r\n\r\n";

    assertThat(sent(new BytesContent(message.getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo("..\r\n...\r\n..a\r\nb.\r\n\r\n");
  }

  private static String data(byte[] message) throws IOException {
    return sent(new BytesContent(message)) + ".\r\n";
  }

  private static String sent(io.postern.core.port.Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ContentWriter.write(content, wireTo(out));
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** A wire of which nothing is used but write. */
  private static Wire wireTo(ByteArrayOutputStream out) {
    return (Wire)
        Proxy.newProxyInstance(
            ContentWriterTest.class.getClassLoader(),
            new Class<?>[] {Wire.class},
            (proxy, method, given) -> {
              if (!method.getName().equals("write")) {
                throw new UnsupportedOperationException(method.getName());
              }
              out.write((byte[]) given[0], (int) given[1], (int) given[2]);
              return null;
            });
  }

  private static String shown(byte[] probe) {
    byte[] end = Arrays.copyOfRange(probe, Math.max(0, probe.length - 60), probe.length);
    return new String(end, StandardCharsets.ISO_8859_1)
        .replace("\r", "\\r")
        .replace("\n", "\\n")
        .replace("\0", "\\0");
  }
}
