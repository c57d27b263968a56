package io.postern.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that some readers take for a delimiter and others do not (RFC 2046 5.1.1). */
class DelimiterWatchTest {
  private static final String PADDING = " ".repeat(200);

  @ParameterizedTest
  @ValueSource(strings = {"--abc", "--abc--", "--abc \t ", "--abd", "abc", "text -- abc"})
  void almost_delimiterOrOtherLine_no(String line) throws IOException {
    assertThat(almost(line)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--ABC", "---abc", "-abc", " --abc", "--abc word"})
  void almost_delimiterWithSomethingElse_yes(String line) throws IOException {
    assertThat(almost(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"word", "-", ""})
  void almost_morePaddingThanIsKept_yes(String behind) throws IOException {
    assertThat(almost("--abc" + PADDING + behind)).isTrue();
  }

  private static boolean almost(String line) throws IOException {
    byte[] text = ("Hello.\r\n" + line + "\r\nmore\r\n").getBytes(StandardCharsets.ISO_8859_1);
    DelimiterWatch watch = new DelimiterWatch(new ByteArrayInputStream(text));
    watch.declare("abc");
    assertThat(watch.readAllBytes()).isEqualTo(text);
    return watch.almost();
  }
}
