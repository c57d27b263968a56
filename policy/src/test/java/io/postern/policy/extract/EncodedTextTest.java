package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
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

  /** As load generators and forms write them; a digit at the beginning made them look packed. */
  @ParameterizedTest
  @ValueSource(strings = {"0%s", "%s", "%sA1b2", "9%s8-_-%1$s"})
  void in_rulers_areNoFile(String form) {
    String line = form.formatted("X".repeat(74)) + "\n";
    assertThat(EncodedText.in(line.repeat(100)).opaque()).isFalse();
  }

  /** What a ruler is not: too much between, or the letter of a file's empty places. */
  @ParameterizedTest
  @ValueSource(strings = {"A", "/", "V", "q"})
  void in_emptyPlacesOfAFile_areOpaque(String letter) {
    String line = "0" + letter.repeat(75) + "\n";
    assertThat(EncodedText.in(line.repeat(100)).opaque()).isTrue();
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
        Base64.getEncoder().encodeToString("hello there, Ann".getBytes(StandardCharsets.UTF_8));
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
