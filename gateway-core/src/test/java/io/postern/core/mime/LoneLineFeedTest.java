package io.postern.core.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail that came by BDAT may end its lines with LF alone; it is read as if they were CRLF. */
final class LoneLineFeedTest {
  private static final String MESSAGE =
      """
      From sender Sat Nov 21 10:00:00 2026
      Subject: =?utf-8?q?caf=C3=A9?=
       =?utf-8?b?IHRpbWU=?=
      Content-Type: multipart/mixed;
      \tboundary="outer"

      preamble
      --outer
      Content-Type: text/plain
      Content-Transfer-Encoding: quoted-printable

      soft=
      ly broken =\s\s
      twice, caf=C3=A9
      =2E
      --outer
      Content-Type: text/plain; name="a.txt"
      Content-Transfer-Encoding: base64

      aGVs
      bG8=

      --outer
      Content-Type: message/rfc822

      Subject: inner
      Content-Type: multipart/alternative; boundary=inside

      --inside

      .
      ..
      --inside--
      --outer--
      epilogue
      """
          .replace("\\s", " ");

  /** Everything a visitor is shown, line ends of text made equal. */
  private static final class Seen implements PartVisitor {
    final List<String> events = new ArrayList<>();

    @Override
    public void field(String path, MimeField field) {
      events.add(path + ">" + field.name() + "=" + field.value());
    }

    @Override
    public void body(MimePart part, InputStream decoded) throws IOException {
      String text = new String(decoded.readAllBytes(), ISO_8859_1).replace("\r\n", "\n");
      events.add(part + " " + text);
    }

    @Override
    public void ambiguity(Ambiguity ambiguity) {
      events.add(ambiguity.toString());
    }
  }

  private static List<String> read(String message) throws IOException {
    Seen seen = new Seen();
    InputStream in = new ByteArrayInputStream(message.getBytes(ISO_8859_1));
    MimeReader.read(in, MimeLimits.DEFAULT, seen);
    return seen.events;
  }

  @Test
  void mimeReader_lineFeeds_showTheSame() throws IOException {
    List<String> want = read(MESSAGE.replace("\n", "\r\n"));
    assertThat(want).anyMatch(e -> e.contains("softly broken twice"));
    assertThat(read(MESSAGE)).isEqualTo(want);
  }

  @Test
  void mimeReader_someLineFeeds_showTheSame() throws IOException {
    List<String> want = read(MESSAGE);
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      StringBuilder mixed = new StringBuilder();
      MESSAGE
          .chars()
          .forEach(c -> mixed.append(c == '\n' && random.nextBoolean() ? "\r\n" : (char) c));
      assertThat(read(mixed.toString())).as("round %d", round).isEqualTo(want);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void headerBlock_eitherLineEnd_isReadAndWrittenBack(String end) throws IOException {
    String header = "A: 1" + end + " folded" + end + "no field" + end + "B:2" + end;
    InputStream in = new ByteArrayInputStream((header + end + "body" + end).getBytes(ISO_8859_1));
    HeaderBlock block = HeaderBlock.read(in, 1000);
    assertThat(block.fields()).hasSize(3);
    assertThat(block.first("a")).contains("1 folded");
    assertThat(block.first("b")).contains("2");
    assertThat(new String(block.toBytes(), ISO_8859_1)).isEqualTo(header);
    assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo("body" + end);
  }
}
