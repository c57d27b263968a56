package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is answered early is answered as if all had been looked at. */
final class FastPathsTest {
  private static final Pattern UTF_7 = Pattern.compile("utf-?7", Pattern.CASE_INSENSITIVE);

  private static String random(Random random, String letters, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @Test
  void namesUtf7_anyText_sameAsTheExpression() {
    Random random = new Random(1);
    int named = 0;
    for (int round = 0; round < 50_000; round++) {
      String text = random(random, "uUtTfF-7x", 14);
      boolean expected = UTF_7.matcher(text).find();
      named += expected ? 1 : 0;
      assertThat(Charsets.namesUtf7(text)).as(text).isEqualTo(expected);
    }
    assertThat(named).isPositive();
  }

  @Test
  void longest_anyPadding_noRunSaysMore() {
    Random random = new Random(2);
    for (int round = 0; round < 5_000; round++) {
      Base64Run run = new Base64Run();
      for (int line = random.nextInt(6); line > 0; line--) {
        byte[] letters =
            ("A" + random(random, "AXz0+/_-", 80) + "=".repeat(random.nextInt(3)))
                .getBytes(StandardCharsets.US_ASCII);
        run.take(letters, 0, letters.length);
      }
      assertThat(run.decode(0).length).isLessThanOrEqualTo(run.longest());
    }
  }

  @Test
  void in_noiseOnlyInTheHead_theRestIsStillRead() {
    byte[] bytes = new byte[60_000];
    new Random(6).nextBytes(bytes);
    byte[] text = "patient Ann Lee, SSN 536-22-8726".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, 50_000, text.length);
    String encoded = java.util.Base64.getMimeEncoder().encodeToString(bytes);
    assertThat(EncodedText.in(encoded).text()).contains("SSN 536-22-8726");
  }

  @Test
  void in_noiseInTheHeadOfMuchText_isAFileOfText() {
    byte[] bytes = "word word ".repeat(8_000).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 3_000; i++) {
      bytes[i] = (byte) 0xd7;
    }
    String encoded = java.util.Base64.getMimeEncoder().encodeToString(bytes);
    assertThat(EncodedText.in(encoded).files()).hasSize(1);
  }
}
