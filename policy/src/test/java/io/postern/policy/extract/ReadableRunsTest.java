package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search that moves on behind what cannot be a run finds what one byte after another finds. */
class ReadableRunsTest {
  private static final int SHORTEST = 12;

  @Test
  void of_anyBytes_isWhatOneByteAfterAnotherFinds() {
    Random random = new Random(12);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = bytes(random);
      assertThat(ReadableRuns.of(bytes, 0, bytes.length)).isEqualTo(oneAfterAnother(bytes));
    }
  }

  /**
   * What is left undecoded in a run of base64 holds nothing readable, wherever its groups begin.
   */
  @Test
  void mayHoldText_no_meansNothingReadable() {
    Random random = new Random(64);
    int left = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] letters = Base64.getEncoder().withoutPadding().encode(bytes(random));
      Base64Run run = new Base64Run();
      assertThat(run.take(letters, 0, letters.length)).isTrue();
      for (int shift = 0; shift < 4; shift++) {
        if (!run.mayHoldText(shift, ReadableRuns.WHOLE_GROUPS)) {
          byte[] decoded = run.decode(shift);
          assertThat(ReadableRuns.of(decoded, 0, decoded.length)).isEmpty();
          left++;
        }
      }
    }
    assertThat(left).isPositive();
  }

  /** Noise with texts in it, in one byte and in two bytes a character. */
  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(120)];
    random.nextBytes(bytes);
    byte[] text =
        "MRN 48210077, Ann Quill"
            .substring(random.nextInt(12))
            .getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16LE);
    int at = random.nextInt(bytes.length);
    System.arraycopy(text, 0, bytes, at, Math.min(text.length, bytes.length - at));
    return bytes;
  }

  private static String oneAfterAnother(byte[] bytes) {
    return runs(bytes, 0, 1) + runs(bytes, 0, 2) + runs(bytes, 1, 2);
  }

  private static String runs(byte[] bytes, int from, int width) {
    StringBuilder all = new StringBuilder();
    StringBuilder run = new StringBuilder();
    for (int i = from; i + width <= bytes.length; i += width) {
      byte b = bytes[i];
      boolean printable = (b >= ' ' && b < 0x7f) || b == '\t' || b == '\r' || b == '\n';
      if (printable && (width == 1 || bytes[i + 1] == 0)) {
        run.append((char) b);
      } else {
        all.append(ended(run));
      }
    }
    return all.append(ended(run)).toString();
  }

  private static String ended(StringBuilder run) {
    String text = run.length() >= SHORTEST ? run + "\n" : "";
    run.setLength(0);
    return text;
  }
}
