package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodedTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aGVsbG8gdGhlcmUsIEFubg==|hello there, Ann",
        "aGVsbG8g#dGhlcmUs#IEFubg==|hello there, Ann",
        "> aGVsbG8gdGhl#> cmUsIEFubg|hello there, Ann",
        "begin 644 a#%:&5L;&\\#`#end|hello",
        "begin-base64 644 a#aGVsbG8=#====|hello",
      })
  void in_encodedFile_isUnpacked(String text, String want) {
    EncodedText.Found found = EncodedText.in(text.replace('#', '\n').replace("\\\\", "\\"));
    assertThat(found.files())
        .extracting(f -> new String(f, StandardCharsets.UTF_8))
        .containsExactly(want);
    assertThat(found.opaque()).isFalse();
  }

  @Test
  void in_wordBeforeBase64_shiftIsFound() {
    String base64 =
        Base64.getEncoder().encodeToString("hello there, Ann".getBytes(StandardCharsets.UTF_8));
    assertThat(EncodedText.in("Hello\n" + base64).text()).contains("hello there, Ann");
  }

  @Test
  void in_base64OfNoise_isOpaqueFromAFileOn() {
    byte[] noise = new byte[600];
    new Random(2).nextBytes(noise);
    assertThat(EncodedText.in(Base64.getEncoder().encodeToString(noise)).opaque()).isTrue();
  }

  /** As load generators and forms write them; the digits made them look packed. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "%sA1b2"})
  void in_rulers_areNoFile(String form) {
    String lines = numbered(form.formatted("X".repeat(74)));
    assertThat(EncodedText.in(lines).opaque()).isFalse();
  }

  /** The letter of a file's empty places is no ruler, nor is one with too much beside it. */
  @ParameterizedTest
  @CsvSource({"A,75", "/,75", "V,75", "q,75", "X,20"})
  void in_whatMayBeAFile_isLookedInto(String letter, int times) {
    EncodedText.Found found = EncodedText.in(numbered(letter.repeat(times) + "Zm9vYmFyYmF6/0Jh"));
    assertThat(found.opaque() || !found.files().isEmpty() || !found.text().isEmpty()).isTrue();
  }

  private static String numbered(String line) {
    return IntStream.range(0, 100)
        .mapToObj(i -> i % 10 + line + "\n")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s\n%s", "%2$s\n%1$s", "%1$s\n%2$s\n%1$s"})
  void in_rulersAroundBase64_textIsFound(String form) {
    String base64 =
        Base64.getEncoder().encodeToString("hello there, Ann".getBytes(StandardCharsets.UTF_8));
    String text = form.formatted("X".repeat(76), base64);
    EncodedText.Found found = EncodedText.in(text);
    String all =
        found.text()
            + found.files().stream().map(f -> new String(f, StandardCharsets.ISO_8859_1)).toList();
    assertThat(all).contains("hello there, Ann");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 40, 900})
  void in_base64InsideARuler_isFound(int ruler) {
    String base64 =
        Base64.getEncoder()
            .encodeToString("hello there, Ann, good day.".getBytes(StandardCharsets.UTF_8));
    String side = "X".repeat(ruler);
    assertThat(EncodedText.in(side + base64 + side).text()).contains("hello there, Ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN PGP MESSAGE-----\n",
        "-----BEGIN PGP SIGNATURE-----\n\n",
        "begin 644 a\n",
        "=ybegin \n",
        "QUJD\n",
        "> ",
        "=\n"
      })
  void in_hugeRepetition_takesLinearTime(String piece) {
    String text = piece.repeat(2_000_000 / piece.length());
    long start = System.nanoTime();
    EncodedText.in(text);
    assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
  }

  @Test
  void in_anyText_answers() {
    Random random = new Random(11);
    String[] pieces = {
      "-----BEGIN PGP ", "MESSAGE-----", "-----END PGP ", "\n", "\r\n", "begin 644 ", "end",
          "=ybegin ",
      "=yend", "QUJD", "==", " ", ">", "\u00e9", "`", "SIGNATURE-----"
    };
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      assertThat(EncodedText.in(text.toString())).isNotNull();
    }
  }
}
