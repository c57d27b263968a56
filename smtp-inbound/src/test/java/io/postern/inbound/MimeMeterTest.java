package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MimeMeterTest {
  private static final String TWO =
      """
      Content-Type: multipart/mixed; boundary=a

      --a
      Content-Type: multipart/alternative; boundary=ab

      --ab

      --ab--
      --a

      --a--
      """;

  /** The first reason, with so much allowed. */
  private static @Nullable Refusal judge(int depth, int parts, String message) {
    MimeMeter meter = new MimeMeter(depth, parts);
    for (String line : message.split("\n", -1)) {
      byte[] octets = line.getBytes(ISO_8859_1);
      Refusal why =
          meter.concerns(octets, 0, octets.length) ? meter.line(octets, 0, octets.length) : null;
      if (why != null) {
        return why;
      }
    }
    return null;
  }

  @Test
  void line_boundaryThatBeginsAsAnother_isCountedOnce() {
    assertThat(judge(2, 3, TWO)).isNull();
    assertThat(judge(1, 3, TWO)).isEqualTo(Refusal.TOO_DEEP);
    assertThat(judge(2, 2, TWO)).isEqualTo(Refusal.TOO_MANY_PARTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: multipart/mixed; boundary=b",
        "content-type:multipart/MIXED;BOUNDARY=b",
        "Content-Type : multipart/mixed; boundary=\"b\"",
        "Content-Type: multipart/mixed;\n boundary=\"b\"",
        "Content-Type:\n\tmultipart/mixed;\n\tcharset=x;\n\tboundary = b ; x=y",
        "Content-Type: multipart/mixed; boundary=\"\\b\"",
        "Subject: x\nContent-Type: multipart/mixed; boundary=b\nContent-Type: text/plain",
      })
  void line_anyFormOfTheField_opensAMultipart(String field) {
    assertThat(judge(1, 1, field + "\n\n--b\n\n--b\n")).isEqualTo(Refusal.TOO_MANY_PARTS);
    assertThat(judge(0, 9, field + "\n\n")).isEqualTo(Refusal.TOO_DEEP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--b", "--b ", "--b\t "})
  void line_delimiter_beginsAPart(String line) {
    String start = "Content-Type: multipart/mixed; boundary=b\n\n";
    assertThat(judge(1, 0, start + line + "\n")).isEqualTo(Refusal.TOO_MANY_PARTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--", "--c", "--bb", "--b-", "-b", " --b", "b", "--B"})
  void line_otherDashes_areText(String line) {
    String start = "Content-Type: multipart/mixed; boundary=b\n\n";
    assertThat(judge(1, 0, start + line + "\n")).isNull();
  }

  @Test
  void line_delimiterOfAnOuterMultipart_closesTheInner() {
    String outer = "Content-Type: multipart/mixed; boundary=o\n\n";
    String inner = "--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\n";
    assertThat(judge(2, 1000, outer + inner.repeat(100))).isNull();
  }

  @Test
  void line_partsOfADigest_areMessages() {
    String digest = "Content-Type: multipart/digest; boundary=d\n\n--d\n\n";
    assertThat(judge(2, 9, digest + "Subject: x\n\nx\n")).isNull();
    assertThat(judge(1, 9, digest)).isEqualTo(Refusal.TOO_DEEP);
  }

  @Test
  void line_fieldOfAnyLength_costsNoMore() {
    String field =
        "Content-Type: multipart/mixed;\n" + (" x=" + "y".repeat(500) + ";\n").repeat(500);
    assertThat(judge(1, 1, field + " boundary=b\n\n--b\n")).isNull();
    String quoted = "Content-Type: multipart/mixed; boundary=\"" + "\\x".repeat(480) + "\n\n";
    assertThat(judge(1, 1, quoted)).isNull();
  }
}
