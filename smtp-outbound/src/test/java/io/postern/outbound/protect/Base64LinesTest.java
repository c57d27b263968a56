package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.junit.jupiter.api.Test;

/** Against the JDK's base64 and Bouncy Castle's armor, around the edges of blocks. */
class Base64LinesTest {
  private static final int[] SIZES = {0, 1, 2, 3, 57, 58, 24_574, 24_576, 29_184, 29_185, 100_001};

  @Test
  void encoder_anySize_isWhatTheJdkMakesAndDecodesAgain() throws IOException {
    for (int size : SIZES) {
      byte[] octets = random(size);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Base64Lines.Encoder encoder = new Base64Lines.Encoder(out, 76, size / 2)) {
        encoder.write(octets, 0, size / 3);
        encoder.write(octets, size / 3, size - size / 3);
      }
      String text = Base64.getMimeEncoder().encodeToString(octets);
      assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(size == 0 ? "" : text + "\r\n");
      assertThat(
              Base64Lines.decoder(new ByteArrayInputStream(out.toByteArray()), 8192).readAllBytes())
          .isEqualTo(octets);
    }
  }

  @Test
  void decoder_notBase64_isRefused() {
    ByteArrayInputStream in =
        new ByteArrayInputStream("QUJD\r\n*\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Base64Lines.decoder(in, 8192).readAllBytes())
        .isInstanceOf(IOException.class);
  }

  @Test
  void armor_anySize_isReadByBouncyCastleAndByUs() throws IOException {
    for (int size : SIZES) {
      byte[] octets = random(size + 1);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Armor armor = new Armor(out, size)) {
        armor.write(octets, 0, size / 3);
        armor.write(octets, size / 3, octets.length - size / 3);
      }
      byte[] text = out.toByteArray();
      assertThat(Armor.open(new ByteArrayInputStream(text), 8192).readAllBytes()).isEqualTo(octets);
      assertThat(ArmoredInputStream.builder().build(new ByteArrayInputStream(text)).readAllBytes())
          .isEqualTo(octets);
    }
  }

  private static byte[] random(int size) {
    byte[] octets = new byte[size];
    new Random(size).nextBytes(octets);
    return octets;
  }
}
