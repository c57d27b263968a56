package io.postern.core.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedWordsTest {
  private static final String[] PIECES = {
    "=?utf-8?q?J=C3=BCrgen?=",
    "=?utf-8?b?SmFuZQ==?=",
    " ",
    "\t",
    "=?utf-8?q?=C3?=",
    "=?utf-8?q?=BC?=",
    "Jane",
    "=?iso-8859-1*en?Q?_a_?=",
    "é"
  };

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "=?utf-8?q?J=C3=BCrgen?= Voss, Jürgen Voss",
        "=?utf-8?b?SmFuZQ==?= =?utf-8?q?_Roe?=, Jane Roe",
        "a =?utf-8?q?b?= c =?utf-8?q?d?=, a b c d",
        "=?utf-8?q?=C3?= =?utf-8?q?=BC?=, ü",
        "x=?utf-8?q?y?=z, xyz",
        "=?utf-8?q?never ends, =?utf-8?q?never ends",
        "=? =?utf-8?b?SmFuZQ==?=, =? Jane",
      })
  void decode_words_readsThem(String text, String read) {
    assertThat(EncodedWords.decode(text)).isEqualTo(read);
  }

  /** Where nothing only looks like a word, the library's own search finds the same. */
  @Test
  void decode_anyMixture_isWhatTheLibraryReads() {
    Random random = new Random(2047);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(8); n >= 0; n--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      assertThat(EncodedWords.decode(text.toString()))
          .as(text.toString())
          .isEqualTo(DecoderUtil.decodeEncodedWords(text.toString(), DecodeMonitor.SILENT));
    }
  }

  /** Not a measurement: a search that is not linear needs minutes for this. */
  @ParameterizedTest
  @ValueSource(strings = {"=?", "=?a?q?", "=?utf-8?q?x?=", "=?x?q??=", "?=", "=?utf-8?q?x"})
  void decode_longRepetition_isLinear(String piece) {
    String text = piece.repeat(4_000_000 / piece.length());
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> EncodedWords.decode(text));
  }
}
