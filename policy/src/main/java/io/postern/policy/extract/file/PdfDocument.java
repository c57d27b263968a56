package io.postern.policy.extract.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Trouble;
import java.io.IOException;
import java.util.Iterator;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/**
 * PDF (ISO 32000): the text of each page in the order of its source and, where that differs, in the
 * order of the page; then what is not on pages. One that opens without a password is not encrypted.
 */
final class PdfDocument {
  /** Bullets and ligatures without a mapping are common; a text in such glyphs is not. */
  private static final int FEW_GLYPHS = 20;

  /** Lines of an empty form; a letter alone is a path. */
  private static final int FEW_PATHS = 100;

  /** Bytes of white space, packed. */
  private static final long NO_CONTENT = 32;

  private final OpenFile file;
  private final PDDocument document;
  private final PdfPages inSourceOrder = new PdfPages(false);
  private final PdfPages byPosition = new PdfPages(true);

  static {
    BundledFont.install();
  }

  private PdfDocument(OpenFile file, PDDocument document) {
    this.file = file;
    this.document = document;
  }

  static void read(OpenFile file) throws IOException {
    // what stands before the header is no PDF, and other programs may show it
    String start = new String(file.bytes(), 0, Math.min(1024, file.bytes().length), ISO_8859_1);
    file.text("start", Form.DATA, start.substring(0, Math.max(0, start.indexOf("%PDF-"))));
    try (PDDocument document = load(file.bytes())) {
      PdfDocument pdf = new PdfDocument(file, document);
      if (document.getNumberOfPages() == 0) {
        file.unread("", Trouble.BROKEN);
      }
      for (int page = 1; page <= document.getNumberOfPages(); page++) {
        pdf.page(page);
      }
      PdfParts.read(file, document);
    } catch (InvalidPasswordException e) {
      throw new Unreadable(Trouble.ENCRYPTED);
    }
  }

  private static PDDocument load(byte[] bytes) throws IOException {
    return Loader.loadPDF(new RandomAccessReadBuffer(bytes), IOUtils.createMemoryOnlyStreamCache());
  }

  private void page(int page) throws IOException {
    String text = text(inSourceOrder, page);
    file.text("page " + page, Form.PLAIN, text);
    String seen = text(byPosition, page);
    if (!seen.replaceAll("\\s", "").equals(text.replaceAll("\\s", ""))) {
      file.text("page " + page, Form.PLAIN, seen);
    }
    byPosition.takePictures();
    if (inSourceOrder.takeUnmapped() > FEW_GLYPHS) {
      file.unread("page " + page, Trouble.GLYPHS_WITHOUT_CHARACTERS);
    }
    long pictures = inSourceOrder.takePictures();
    if (text.isBlank() && pictures == 0) {
      blank(page);
    }
    inSourceOrder.takeDrawing();
    if (pictures > 0 && !(file.budget().limits().ocr() && recognised(page))) {
      file.picture("page " + page, pictures);
    }
  }

  /** A page without text and pictures is empty, or its text is drawn, or it cannot be decoded. */
  private void blank(int page) throws IOException {
    PdfPages.Drawing drawing = inSourceOrder.takeDrawing();
    if (drawing.painted() > FEW_PATHS) {
      file.unread("page " + page, Trouble.GLYPHS_WITHOUT_CHARACTERS);
    } else if (drawing.operators() == 0 && hasContent(page)) {
      file.unread("page " + page, Trouble.BROKEN);
    }
  }

  private boolean hasContent(int page) {
    Iterator<PDStream> streams = document.getPage(page - 1).getContentStreams();
    boolean some = false;
    while (streams.hasNext()) {
      some |= streams.next().getCOSObject().getLength() > NO_CONTENT;
    }
    return some;
  }

  private String text(PdfPages pages, int page) throws IOException {
    pages.setStartPage(page);
    pages.setEndPage(page);
    return pages.getText(document);
  }

  private boolean recognised(int page) throws IOException {
    return Picture.recognise(file, "page " + page, PdfPicture.of(document, page));
  }
}
