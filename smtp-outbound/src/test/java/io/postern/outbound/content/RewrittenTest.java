package io.postern.outbound.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Rewriting;
import io.postern.core.port.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewrittenTest {
  private static final String BANNER = "Confidential: for a & b <only> = " + "x".repeat(60);

  private record Text(byte[] bytes) implements Content {
    static Text of(String text) {
      return new Text(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  private static Rewriting strip(String... tags) {
    return new Rewriting(List.of(tags), Optional.empty(), Map.of(), Optional.empty());
  }

  private static Rewriting banner() {
    return new Rewriting(List.of(), Optional.empty(), Map.of(), Optional.of(BANNER));
  }

  private static String rewritten(String message, Rewriting how) throws IOException {
    return read(Rewritten.of(Text.of(message), how).content());
  }

  /** What is said of the size is true, or BDAT would lie. */
  private static String read(Content content) throws IOException {
    try (InputStream in = content.open()) {
      byte[] bytes = in.readAllBytes();
      assertThat(content.size()).isEqualTo(bytes.length);
      return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[secure] lunch|lunch",
        "Re: [SECURE] lunch [Secure]|Re: lunch",
        "=?utf-8?Q?=5Bsecure=5D_caf=C3=A9?=|=?utf-8?B?Y2Fmw6k=?=",
        "lunch|lunch",
      })
  void of_tagInSubject_isTakenOutHoweverItIsWritten(String subject, String want)
      throws IOException {
    String got = rewritten("From: a@b.c\nSubject: " + subject + "\n\nbody\n", strip("[secure]"));
    assertThat(got).contains("Subject: " + want + "\n").endsWith("\n\nbody\n");
    assertThat(got.split("(?i)subject:")).hasSize(2);
  }

  @Test
  void of_nothingToChange_isTheContentItself() throws IOException {
    Content content = Text.of("Subject: x\n\ny\n");
    assertThat(Rewritten.of(content, Rewriting.NONE).content()).isSameAs(content);
    assertThat(Rewritten.of(content, strip("[secure]")).content()).isSameAs(content);
  }

  @Test
  void of_longSubject_isFolded() throws IOException {
    String got = rewritten("Subject: [x] " + "word ".repeat(60) + "\n\ny\n", strip("[x]"));
    assertThat(got.lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(78));
    assertThat(got.replace("\n ", " ")).contains("word word word");
  }

  @Test
  void of_fields_standOnTopWithoutLineBreaks() throws IOException {
    Rewriting fields =
        new Rewriting(
            List.of(), Optional.empty(), Map.of("X-Class", "a\r\nBcc: x@y"), Optional.empty());
    assertThat(rewritten("Subject: x\n\ny\n", fields)).startsWith("X-Class: a Bcc: x@y\nSubject");
  }

  @Test
  void of_bannerInPlainText_standsAboveIt() throws IOException {
    assertThat(rewritten("Subject: x\n\nbody\n", banner()))
        .isEqualTo("Subject: x\n\n" + BANNER + "\n\nbody\n");
  }

  @Test
  void of_bannerInBase64_decodesToBannerAndText() throws IOException {
    String encoded =
        Base64.getMimeEncoder().encodeToString("naïve\r\n".getBytes(StandardCharsets.UTF_8));
    String got =
        rewritten(
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=\"utf-8\"\n"
                + "Content-Transfer-Encoding: base64\n\n"
                + encoded
                + "\n",
            banner());
    String body = got.substring(got.indexOf("\n\n") + 2);
    assertThat(
            new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8)
                .replaceAll(" +naïve", "naïve"))
        .isEqualTo(BANNER + "\r\n\r\nnaïve\r\n");
  }

  @Test
  void of_bannerInQuotedPrintable_isQuotedAndSoftlyBroken() throws IOException {
    String got =
        rewritten(
            "MIME-Version: 1.0\nContent-Type: text/plain\n"
                + "Content-Transfer-Encoding: quoted-printable\n\nbody\n",
            banner());
    assertThat(got.lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(76));
    assertThat(got.replace("=\n", "").replace("=3D", "=")).contains(BANNER + "\n\nbody\n");
  }

  @Test
  void of_bannerInAlternatives_standsInEachAndNotInAttachments() throws IOException {
    String got =
        rewritten(
            """
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: text/plain
            Content-Disposition: attachment; filename=a.txt

            file
            --m
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain

            text
            --a
            Content-Type: text/html

            <b>text</b>
            --a--
            --m--
            """,
            banner());
    assertThat(got)
        .contains("\n\nfile\n")
        .contains("\n\n" + BANNER + "\n\ntext\n")
        .contains("<p>Confidential: for a &amp; b &lt;only&gt;");
  }

  @Test
  void of_bannerForWhatIsSigned_changesNothingAndSaysSo() throws IOException {
    Content signed =
        Text.of(
            """
            MIME-Version: 1.0
            Content-Type: multipart/signed; boundary=s; protocol="application/pgp-signature"

            --s
            Content-Type: text/plain

            text
            --s--
            """);
    Rewritten got = Rewritten.of(signed, banner());
    assertThat(got.content()).isSameAs(signed);
    assertThat(got.details()).containsEntry("banner", "no place for it");
  }
}
