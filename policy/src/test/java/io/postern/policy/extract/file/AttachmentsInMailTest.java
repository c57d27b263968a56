package io.postern.policy.extract.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Unscanned;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.detect.Scanner;
import io.postern.policy.extract.Attachments;
import io.postern.policy.extract.FileKind;
import io.postern.policy.extract.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the detector makes of what is found in files. */
final class AttachmentsInMailTest {
  private static final String NOTE =
      "Patient: Ann Quill, DOB 01/02/1980, MRN 48210077. Diagnosis: diabetes mellitus.";

  /** Opens files in this process: the tests know what they hold. */
  private static final Attachments HERE =
      new Attachments() {
        @Override
        public boolean opens(FileKind kind) {
          return kind == FileKind.PDF || kind == FileKind.ZIP;
        }

        @Override
        public Reading begin() {
          return (name, file) -> {
            List<Piece> pieces = new ArrayList<>();
            new FileOpener(Opened.LIMITS, pieces::add).open(name, file.readAllBytes());
            return pieces;
          };
        }
      };

  private static Screening scan(byte[] message) {
    return new Scanner(0.4, MimeLimits.DEFAULT, 5 << 20, 64 << 10, HERE).scan(new Mail(message));
  }

  private static byte[] mail(String type, byte[] file) {
    String head =
        "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: "
            + type
            + "\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    String body = Base64.getMimeEncoder().encodeToString(file);
    return (head + body + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void scan_documentUnderAWrongName_isRead() {
    Screening screening = scan(mail("image/jpeg; name=holiday.jpg", Documents.docx(NOTE)));
    assertThat(screening.verdict()).isEqualTo(Verdict.PHI);
    assertThat(screening.findings()).anyMatch(f -> f.part().equals("1 part 2"));
  }

  @Test
  void scan_textFileInArchive_isReadLikeATextPart() {
    byte[] html = bytes("<p>" + NOTE.replace("4821", "4<b></b>821") + "</p>");
    byte[] wide = NOTE.getBytes(StandardCharsets.UTF_16);
    assertThat(scan(mail("a/b", Packed.zip("a.html", html))).verdict()).isEqualTo(Verdict.PHI);
    assertThat(scan(mail("a/b", Packed.zip("a.txt", wide))).verdict()).isEqualTo(Verdict.PHI);
  }

  @Test
  void scan_savedMail_isReadWithItsAttachments() {
    byte[] saved = mail("application/octet-stream", Documents.docx(NOTE));
    assertThat(scan(mail("application/octet-stream; name=a.eml", saved)).verdict())
        .isEqualTo(Verdict.PHI);
    assertThat(scan(mail("a/b", Packed.zip("a.eml", saved))).verdict()).isEqualTo(Verdict.PHI);
  }

  @Test
  void scan_noteThatLooksLikeAHeader_isRead() {
    byte[] note = bytes("Date: 01/02/2026\nPatient: Ann Quill\nMRN: 48210077\nDx: diabetes\n");
    assertThat(scan(mail("application/octet-stream", note)).verdict()).isEqualTo(Verdict.PHI);
  }

  @Test
  void scan_textThatPretendsToBeAPdf_isReadAsText() throws IOException {
    byte[] pdf = Documents.pdf("nothing here");
    byte[] both = new byte[NOTE.length() + 1 + pdf.length];
    System.arraycopy(bytes(NOTE + "\n"), 0, both, 0, NOTE.length() + 1);
    System.arraycopy(pdf, 0, both, NOTE.length() + 1, pdf.length);
    assertThat(scan(mail("text/plain", both)).verdict()).isEqualTo(Verdict.PHI);
    assertThat(scan(mail("application/pdf", both)).verdict()).isEqualTo(Verdict.PHI);
    assertThat(scan(mail("text/plain", bytes("%PDF-1.4\n" + NOTE))).verdict())
        .isEqualTo(Verdict.PHI);
  }

  @Test
  void scan_brokenInside_isUnscannableAndSaysWhere() {
    Screening screening = scan(mail("a/b", Packed.zip("Ann Quill.pdf", "%PDF-1.7 nothing")));
    assertThat(screening.verdict()).isEqualTo(Verdict.UNSCANNABLE);
    assertThat(screening.unscanned()).contains(new Unscanned("1/1", "pdf: broken"));
    assertThat(screening.toString()).doesNotContain("Quill");
  }

  @Test
  void scan_mailInMailInMail_ends() {
    byte[] message = mail("application/octet-stream", bytes("nothing"));
    for (int i = 0; i < 14; i++) {
      message = mail("application/octet-stream", message);
    }
    assertThat(scan(message).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }
}
