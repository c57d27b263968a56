package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.policy.extract.LenientBase64;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is found to be no text without decoding it is none when it is decoded. */
final class TokenReadingTest {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

  private static boolean leftOut(char[] token) {
    int size = token.length * 3 / 4;
    return !Readings.mayBeText(size, LenientBase64.notAscii(token, 0, token.length));
  }

  private static String decoded(char[] token) {
    byte[] letters = new String(token).getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder();
    Readings.text(LenientBase64.decode(letters, 0, letters.length), out);
    return out.toString();
  }

  @Test
  void mayBeText_lettersOfAnyKind_leavesOutNothingThatIsText() {
    Random random = new Random(3);
    int left = 0;
    for (int round = 0; round < 50_000; round++) {
      char[] token = new char[16 + random.nextInt(60)];
      int kinds = 1 + random.nextInt(LETTERS.length());
      for (int i = 0; i < token.length; i++) {
        token[i] = LETTERS.charAt(random.nextInt(kinds));
      }
      if (leftOut(token)) {
        left++;
        assertThat(decoded(token)).as(new String(token)).isEmpty();
      }
    }
    assertThat(left).isPositive();
  }

  @Test
  void mayBeText_textWithSomeNoise_isDecoded() {
    Random random = new Random(4);
    int text = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes =
          "Ann Lee, \u00fc 536-22-8726, Gr\u00f6\u00dfe".getBytes(StandardCharsets.UTF_8);
      for (int noise = random.nextInt(6); noise > 0; noise--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      char[] token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).toCharArray();
      if (!decoded(token).isEmpty()) {
        text++;
        assertThat(leftOut(token)).as(new String(token)).isFalse();
      }
    }
    assertThat(text).isPositive();
  }

  @Test
  void mayBeText_ruler_isLeftOut() {
    assertThat(leftOut(("0" + "X".repeat(77)).toCharArray())).isTrue();
  }
}
