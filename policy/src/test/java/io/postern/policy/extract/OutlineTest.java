package io.postern.policy.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.policy.Mail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class OutlineTest {
  private static final String LETTER =
      "From: a@clinic.example\r\nSubject: inner\r\nMIME-Version: 1.0\r\n"
          + "Content-Type: text/plain; name=deepest.txt\r\nContent-Disposition: attachment\r\n\r\nhi\r\n";

  @Test
  void extract_filesOfEachKind_areThoseOfTheMessageItself() throws IOException {
    Mail mail =
        mail(
            part("text/plain", "", "see the files"),
            part("text/plain; name=notes.txt", "", "notes"),
            part("application/pdf", "Content-Disposition: attachment\r\n", "x"),
            part("message/rfc822", "", LETTER),
            part("application/octet-stream; name=saved.eml", "", LETTER),
            part("text/plain", "", encoded(LETTER)));

    Outline outline = outline(mail);

    assertThat(outline.files())
        .extracting(MimePart::type)
        .containsExactly(
            "text/plain",
            "application/pdf",
            "message/rfc822",
            "text/plain", // of the message inside, which a reader shows as well
            "application/octet-stream");
    assertThat(outline.header().orElseThrow()).extracting(MimeField::name).contains("subject");
    assertThat(outline.whole()).isTrue();
    assertThat(outline).isEqualTo(OutlineReader.read(mail));
  }

  @Test
  void extract_headerAlone_isReadByItself() throws IOException {
    Mail mail = new Mail("Subject: [secure] hello\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(OutlineReader.read(mail).header().orElseThrow())
        .extracting(MimeField::value)
        .singleElement()
        .satisfies(v -> assertThat(v.strip()).isEqualTo("[secure] hello"));
  }

  @Test
  void extract_filesWithoutAName_areFilesAllTheSame() throws IOException {
    Mail whole =
        new Mail(
            "Subject: x\r\nContent-Type: application/pdf\r\n\r\nx"
                .getBytes(StandardCharsets.US_ASCII));
    Mail inline =
        mail(
            part("text/html", "", "hello"),
            part("application/zip", "Content-Disposition: inline\r\n", "x"));

    assertThat(outline(whole).files())
        .extracting(MimePart::type)
        .containsExactly("application/pdf");
    assertThat(outline(inline).files())
        .extracting(MimePart::type)
        .containsExactly("application/zip");
  }

  @Test
  void extract_morePartsThanAreRead_isNotTheWhole() throws IOException {
    String[] parts = new String[MimeLimits.DEFAULT.parts() + 1];
    Arrays.fill(parts, part("text/plain", "", "hi"));
    Mail mail = mail(parts);

    assertThat(outline(mail).whole()).isFalse();
    assertThat(outline(mail).header()).isPresent();
    assertThat(OutlineReader.read(mail).whole()).isFalse();
  }

  private static Outline outline(Mail mail) throws IOException {
    return TextExtractor.extract(
            mail, MimeLimits.DEFAULT, 1 << 20, 1 << 20, Attachments.UNOPENED, text -> {})
        .outline()
        .orElseThrow();
  }

  private static String encoded(String letter) {
    return Base64.getMimeEncoder().encodeToString(letter.getBytes(StandardCharsets.US_ASCII));
  }

  private static String part(String type, String fields, String body) {
    return "--b\r\nContent-Type: " + type + "\r\n" + fields + "\r\n" + body + "\r\n";
  }

  private static Mail mail(String... parts) {
    String text =
        "From: a@clinic.example\r\nSubject: files\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + String.join("", parts)
            + "--b--\r\n";
    return new Mail(text.getBytes(StandardCharsets.US_ASCII));
  }
}
