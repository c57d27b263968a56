package io.postern.policy.extract.file;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/** A page as a picture, for the recognition of text. */
final class PdfPicture {
  private static final float DPI = 200;

  /** Pixels on the longer side; pages may claim any size. */
  private static final float MOST_PIXELS = 4000;

  static {
    ImageIO.setUseCache(false); // its cache is a file
  }

  private PdfPicture() {}

  /** In PNG and grey. */
  static byte[] of(PDDocument document, int page) throws IOException {
    PDRectangle box = document.getPage(page - 1).getCropBox();
    float inches = Math.max(box.getWidth(), box.getHeight()) / 72;
    float dpi = Math.min(DPI, MOST_PIXELS / Math.max(inches, 0.1f));
    BufferedImage image =
        new PDFRenderer(document).renderImageWithDPI(page - 1, dpi, ImageType.GRAY);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }
}
