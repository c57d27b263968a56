package io.postern.policy.extract.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Screening;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import io.postern.policy.extract.file.Documents;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real tesseract. */
final class OpticalRecognitionTest {
  @TempDir private Path directory = Path.of("");

  private static BufferedImage page() {
    BufferedImage image = new BufferedImage(1700, 2200, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, 1700, 2200);
    pen.setColor(Color.BLACK);
    pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 48));
    pen.drawString("Patient: Ann Quill, date of birth 01/02/1980", 150, 300);
    pen.drawString("MRN 48210077. Diagnosis: diabetes mellitus", 150, 400);
    pen.drawString("Prescribed metformin 500 mg twice daily", 150, 500);
    pen.dispose();
    return image;
  }

  private static byte[] png() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(page(), "png", out);
    return out.toByteArray();
  }

  private static Mail mail(String type, byte[] file) {
    String head =
        "Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: "
            + type
            + "\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    String body = Base64.getMimeEncoder().encodeToString(file);
    return new Mail((head + body + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private Screening scan(Mail mail, boolean ocr) {
    var defaults = Pools.policy(1, Duration.ofSeconds(60), Duration.ofSeconds(60), 100);
    var policy = Pools.policy(defaults.attachments(), ocr);
    try (WorkerPool pool = WorkerPool.of(policy, directory)) {
      return Pools.scanner(pool, 0).scan(mail);
    }
  }

  @Test
  void scan_pictureWithText_isRead() throws IOException {
    assertThat(scan(mail("image/png", png()), true).verdict()).isEqualTo(Verdict.PHI);
    assertThat(scan(mail("image/png", png()), false).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_scannedPdf_isRead() {
    Mail mail = mail("application/pdf", Documents.scannedPdf(page()));
    assertThat(scan(mail, true).verdict()).isEqualTo(Verdict.PHI);
    assertThat(scan(mail, false).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }

  @Test
  void scan_pictureThatIsNone_isNotRead() {
    byte[] broken = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};
    assertThat(scan(mail("image/png", broken), true).verdict()).isEqualTo(Verdict.UNSCANNABLE);
  }
}
