package io.postern.policy.extract.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hslf.usermodel.HSLFTextBox;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** Documents for tests. */
public final class Documents {
  static final String TYPES =
      "<?xml version='1.0'?><Types"
          + " xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>";

  private Documents() {}

  /** A DOCX with these parts beside its content types: name, content, name, content. */
  static byte[] office(Object... parts) {
    List<Object> all = new ArrayList<>(List.of("[Content_Types].xml", TYPES));
    all.addAll(Arrays.asList(parts));
    return Packed.zip(all.toArray());
  }

  /** A DOCX with one paragraph. */
  public static byte[] docx(String text) {
    return office("word/document.xml", word("<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>"));
  }

  static String word(String body) {
    return "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        + "<w:body>"
        + body
        + "</w:body></w:document>";
  }

  /** Changes a new PDF. */
  @FunctionalInterface
  interface Pdf {
    void make(PDDocument document) throws IOException;
  }

  static byte[] pdf(Pdf make) {
    return Packed.bytes(out -> {
      try (PDDocument document = new PDDocument()) {
        make.make(document);
        document.save(out);
      }
    });
  }

  /** A PDF of one page with this line. */
  public static byte[] pdf(String line) {
    return pdf(d -> page(d, line));
  }

  static PDPage page(PDDocument document, String line) throws IOException {
    PDPage page = new PDPage();
    document.addPage(page);
    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
      content.beginText();
      content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
      content.newLineAtOffset(50, 700);
      content.showText(line);
      content.endText();
    }
    return page;
  }

  static byte[] encryptedPdf(String line, String userPassword) {
    return pdf(d -> {
      page(d, line);
      d.protect(new StandardProtectionPolicy("owner", userPassword, new AccessPermission()));
    });
  }

  static byte[] pdfWithFile(String name, byte[] content) {
    return pdf(d -> {
      page(d, "see the file");
      PDEmbeddedFile embedded = new PDEmbeddedFile(d, new java.io.ByteArrayInputStream(content));
      PDComplexFileSpecification specification = new PDComplexFileSpecification();
      specification.setFile(name);
      specification.setEmbeddedFile(embedded);
      PDEmbeddedFilesNameTreeNode tree = new PDEmbeddedFilesNameTreeNode();
      tree.setNames(java.util.Map.of(name, specification));
      PDDocumentNameDictionary names = new PDDocumentNameDictionary(d.getDocumentCatalog());
      names.setEmbeddedFiles(tree);
      d.getDocumentCatalog().setNames(names);
    });
  }

  static byte[] pdfWithNote(String note) {
    return pdf(d -> {
      PDAnnotationText annotation = new PDAnnotationText();
      annotation.setContents(note);
      page(d, "see the note").getAnnotations().add(annotation);
    });
  }

  /** A page that is one picture, as a scanner makes it. */
  public static byte[] scannedPdf(java.awt.image.BufferedImage image) {
    return pdf(d -> {
      PDPage page = new PDPage();
      d.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(d, page)) {
        content.drawImage(LosslessFactory.createFromImage(d, image), 0, 0, 612, 792);
      }
    });
  }

  static byte[] xls(String... cells) {
    return Packed.bytes(out -> {
      try (HSSFWorkbook book = new HSSFWorkbook()) {
        var row = book.createSheet("one").createRow(0);
        for (int i = 0; i < cells.length; i++) {
          row.createCell(i).setCellValue(cells[i]);
        }
        book.setSheetHidden(0, false);
        book.write(out);
      }
    });
  }

  static byte[] ppt(String text) {
    return Packed.bytes(out -> {
      try (HSLFSlideShow show = new HSLFSlideShow()) {
        HSLFTextBox box = show.createSlide().createTextBox();
        box.setText(text);
        show.write(out);
      }
    });
  }

  /** MS-OXMSG: properties as streams, named by their identifier and type. */
  static byte[] msg(String subject, String body, String name, byte[] attachment) {
    return Packed.bytes(out -> {
      try (POIFSFileSystem container = new POIFSFileSystem()) {
        stream(container.getRoot(), "__properties_version1.0", new byte[32]);
        unicode(container.getRoot(), "__substg1.0_0037001F", subject);
        unicode(container.getRoot(), "__substg1.0_1000001F", body);
        DirectoryEntry file = container.getRoot().createDirectory("__attach_version1.0_#00000000");
        stream(file, "__properties_version1.0", new byte[8]);
        stream(file, "__substg1.0_37010102", attachment);
        unicode(file, "__substg1.0_3707001F", name);
        container.writeFilesystem(out);
      }
    });
  }

  private static void unicode(DirectoryEntry in, String name, String text) throws IOException {
    stream(in, name, text.getBytes(StandardCharsets.UTF_16LE));
  }

  private static void stream(DirectoryEntry in, String name, byte[] bytes) throws IOException {
    in.createDocument(name, new java.io.ByteArrayInputStream(bytes));
  }

  static byte[] encryptedOffice() {
    return Packed.bytes(out -> {
      try (POIFSFileSystem container = new POIFSFileSystem()) {
        stream(container.getRoot(), "EncryptionInfo", new byte[64]);
        stream(container.getRoot(), "EncryptedPackage", new byte[64]);
        container.writeFilesystem(out);
      }
    });
  }

  /** MS-OXTNEF 2.1.3: level, identifier, length, data, checksum. */
  static byte[] tnef(String subject, String name, byte[] attachment) {
    return Packed.bytes(out -> {
      out.write(new byte[] {0x78, (byte) 0x9f, 0x3e, 0x22, 1, 0});
      attribute(out, 1, 0x00018004, (subject + "\0").getBytes(StandardCharsets.US_ASCII));
      attribute(out, 2, 0x00069002, new byte[14]);
      attribute(out, 2, 0x00018010, (name + "\0").getBytes(StandardCharsets.US_ASCII));
      attribute(out, 2, 0x0006800f, attachment);
    });
  }

  private static void attribute(java.io.OutputStream out, int level, int id, byte[] data)
      throws IOException {
    int sum = 0;
    for (byte b : data) {
      sum += b & 0xff;
    }
    out.write(level);
    little(out, id, 4);
    little(out, data.length, 4);
    out.write(data);
    little(out, sum, 2);
  }

  private static void little(java.io.OutputStream out, int value, int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      out.write(value >> (8 * i));
    }
  }

  /** DICOM PS3.10 with explicit little endian elements. */
  static byte[] dicom(String patient, String id) {
    return Packed.bytes(out -> {
      out.write(new byte[128]);
      out.write("DICM".getBytes(StandardCharsets.US_ASCII));
      element(out, 0x0010, 0x0010, "PN", patient);
      element(out, 0x0010, 0x0020, "LO", id);
    });
  }

  private static void element(
      java.io.OutputStream out, int group, int element, String vr, String value)
      throws IOException {
    little(out, group, 2);
    little(out, element, 2);
    out.write(vr.getBytes(StandardCharsets.US_ASCII));
    little(out, value.length(), 2);
    out.write(value.getBytes(StandardCharsets.US_ASCII));
  }
}
