package io.postern.outbound.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.port.Content;
import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts that lines cannot hold are encoded; a reader gets back the very octets. */
class RecodedTest {
  private static final String HEAD =
      "From: a@b.example\r\nDKIM-Signature: v=1;\r\n\tb=x\r\nMIME-Version: 1.0\r\n";
  private static final String MIXED =
      HEAD + "Content-Type: multipart/mixed; boundary=\"b 1\"\r\n\r\npreamble\r\n";

  @TempDir Path directory;

  @Test
  void of_binaryPart_isBase64AndTheRestStays() throws Exception {
    String before = MIXED + "--b 1\r\nContent-Type: text/plain\r\n\r\nhello\r\n.\r\n--b 1\r\n";
    String message =
        before
            + "Content-Type: image/x\r\ncontent-transfer-encoding:  BINARY\r\nX-Y: z\r\n\r\n"
            + "\0\r.\n\r\n.\r\n\u00ff\r\n--b 1--\r\nepilogue";

    assertThat(recoded(message, Lines.EIGHT_BIT, true))
        .isEqualTo(
            before
                + "Content-Type: image/x\r\nContent-Transfer-Encoding: base64\r\nX-Y: z\r\n\r\n"
                + "AA0uCg0KLg0K/w==\r\n--b 1--\r\nepilogue");
  }

  @Test
  void of_binaryLabelOverLines_isOnlyRelabelled() throws Exception {
    String message = HEAD + "Content-Transfer-Encoding: binary\r\n\r\nplain \u00fc\r\n";

    assertThat(recoded(message, Lines.EIGHT_BIT, true))
        .isEqualTo(HEAD + "Content-Transfer-Encoding: 8bit\r\n\r\nplain \u00fc\r\n");
  }

  @Test
  void of_linesForAHostThatTakesThem_isTheContentItself() throws Exception {
    Content content = content(MIXED + "--b 1\r\n\r\n\u00fc\r\n--b 1--\r\n");

    assertThat(Recoded.of(content, Lines.EIGHT_BIT, false)).isSameAs(content);
  }

  @Test
  void of_eightBitForSevenBitHost_isAsciiAndReadTheSame() throws Exception {
    String text = "Gr\u00fc\u00dfe\r\nvon \u00e4\r\n";
    String message =
        MIXED
            + "--b 1\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
            + "Content-Transfer-Encoding: 8bit\r\n\r\n"
            + text
            + "\r\n--b 1--\r\n";

    String recoded = recoded(message, Lines.SEVEN_BIT, false);

    assertThat(recoded.chars()).allMatch(c -> c < 128);
    assertThat(parts(recoded)).containsExactly(hex(text));
  }

  @Test
  void of_messageInside_isEncodedInsideAndRelabelledOutside() throws Exception {
    String inner = "Subject: in\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    String message =
        HEAD
            + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            + inner
            + "\0\0\0";

    assertThat(recoded(message, Lines.SEVEN_BIT, true))
        .isEqualTo(
            HEAD
                + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
                + inner.replace("binary", "base64")
                + "AAAA");
  }

  @Test
  void of_linesThatEndInLf_areUnderstood() throws Exception {
    String message =
        (MIXED + "--b 1\r\nContent-Type: text/plain\r\n\r\none\r\ntwo\r\n--b 1--\r\n")
            .replace("\r\n", "\n");

    assertThat(parts(recoded(message, Lines.EIGHT_BIT, true))).containsExactly(hex("one\ntwo"));
  }

  @Test
  void of_anyBinaryPart_pythonReadsTheSameOctets() throws Exception {
    Random random = new Random(7);
    List<String> sent = new ArrayList<>();
    StringBuilder message = new StringBuilder(MIXED);
    for (int i = 0; i < 20; i++) {
      byte[] octets = new byte[1 + random.nextInt(20_000)];
      random.nextBytes(octets);
      sent.add(HexFormat.of().formatHex(octets));
      message.append("--b 1\r\nContent-Type: application/octet-stream\r\n");
      message.append("Content-Transfer-Encoding: binary\r\n\r\n");
      message.append(new String(octets, StandardCharsets.ISO_8859_1)).append("\r\n");
    }

    String recoded = recoded(message + "--b 1--\r\n", Lines.SEVEN_BIT, true);

    assertThat(parts(recoded)).isEqualTo(sent);
  }

  @Test
  void of_whatMayNotBeTouched_isRefused() {
    String part = "\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\r\n";
    refused(
        HEAD
            + "Content-Type: multipart/signed; boundary=s\r\n\r\n--s\r\nContent-Type: text/plain"
            + part
            + "--s--\r\n",
        "signed");
    refused(HEAD + "Content-Type: message/partial" + part, "message/*");
    refused("Subject: no mime" + part, "MIME-Version");
    refused(HEAD + "Content-Transfer-Encoding: 8bit" + part, "twice");
    refused(HEAD + "Content-Type: multipart/mixed" + part, "boundary");
    refused(HEAD + "Content-Type: multipart/mixed; boundary=a; boundary=b" + part, "boundary");
    refused(HEAD + "Content-Transfer-Encoding: x-zip\r\n\r\n\0", "transfer encoding");
    refused(HEAD + "no field\r\nX: y" + part, "no field");
  }

  @Test
  void of_eightBitWhereNothingCanEncodeIt_isRefused() {
    assertThatThrownBy(
            () -> recoded("Subject: \u00fc\r\nMIME-Version: 1.0\r\n\r\nx", Lines.SEVEN_BIT, false))
        .isInstanceOf(NotConvertibleException.class)
        .hasMessageContaining("header");
    assertThatThrownBy(() ->
            recoded(
                HEAD + "Content-Transfer-Encoding: base64\r\n\r\n\u00fc", Lines.SEVEN_BIT, false))
        .isInstanceOf(NotConvertibleException.class)
        .hasMessageContaining("outside its encoding");
  }

  private static void refused(String message, String why) {
    assertThatThrownBy(() -> recoded(message, Lines.EIGHT_BIT, true))
        .as(message)
        .isInstanceOf(NotConvertibleException.class)
        .hasMessageContaining(why);
  }

  private static String recoded(String message, Lines lines, boolean binary)
      throws NotConvertibleException, IOException {
    Content recoded = Recoded.of(content(message), lines, binary);
    try (InputStream in = recoded.open()) {
      byte[] octets = in.readAllBytes();
      assertThat(recoded.size()).isEqualTo(octets.length);
      return new String(octets, StandardCharsets.ISO_8859_1);
    }
  }

  private static Content content(String message) {
    return new BytesContent(message.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String hex(String octets) {
    return HexFormat.of().formatHex(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The bodies of the leaves, decoded, as Python's parser sees them; it must be installed. */
  private List<String> parts(String message) throws Exception {
    Path file = directory.resolve("message");
    Files.write(file, message.getBytes(StandardCharsets.ISO_8859_1));
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import email, sys
                m = email.message_from_binary_file(open(sys.argv[1], "rb"))
                for p in m.walk():
                    if not p.is_multipart():
                        print(p.get_payload(decode=True).hex())
                """,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines =
        new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .toList();
    assertThat(python.waitFor()).isZero();
    return lines;
  }
}
