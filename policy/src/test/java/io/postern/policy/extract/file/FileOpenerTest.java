package io.postern.policy.extract.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.policy.extract.Piece;
import io.postern.policy.extract.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class FileOpenerTest {
  private static final String SECRET = "Patient Ann Quill, MRN 48210077";
  private static final byte[] PLAIN = SECRET.getBytes(StandardCharsets.UTF_8);

  private static Map<String, byte[]> holdingIt() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("pdf", Documents.pdf(SECRET));
    all.put("pdf with permissions", Documents.encryptedPdf(SECRET, ""));
    all.put("pdf annotation", Documents.pdfWithNote(SECRET));
    all.put("pdf file", Documents.pdfWithFile("note.txt", PLAIN));
    all.put("pdf file name", Documents.pdfWithFile(SECRET + ".txt", new byte[0]));
    all.put(
        "pdf property",
        Documents.pdf(d -> {
          Documents.page(d, "a page");
          d.getDocumentInformation().setSubject(SECRET);
        }));
    all.put("doc", doc());
    all.put("docx", Documents.docx(SECRET));
    all.put("xls", Documents.xls("name", SECRET));
    all.put("ppt", Documents.ppt(SECRET));
    all.put("msg subject", Documents.msg(SECRET, "body", "a.txt", new byte[] {'a'}));
    all.put("msg body", Documents.msg("subject", SECRET, "a.txt", new byte[] {'a'}));
    all.put("msg attachment", Documents.msg("subject", "body", "a.txt", PLAIN));
    all.put("msg file name", Documents.msg("subject", "body", SECRET, new byte[] {'a'}));
    all.put("tnef subject", Documents.tnef(SECRET, "a.txt", new byte[] {'a'}));
    all.put("tnef attachment", Documents.tnef("subject", "a.docx", Documents.docx(SECRET)));
    all.put("rtf", rtf("Patient Ann \\b Quill\\b0 , M\\'52N 4821{\\v 0077}"));
    all.put("rtf in unicode", rtf("\\uc1\\u80?atient Ann Quill, MRN 48210077"));
    all.put("rtf property", rtf("{\\info{\\title " + SECRET + "}}body"));
    all.put("zip", Packed.zip("a/b.txt", SECRET));
    all.put("zip entry name", Packed.zip(SECRET + ".txt", "nothing"));
    all.put("zip directory name", Packed.zip(SECRET + "/", ""));
    all.put("zip in zip", Packed.zip("a.zip", Packed.zip("b.zip", Packed.zip("c.txt", SECRET))));
    all.put("pdf in zip", Packed.zip("a.jpg", Documents.pdf(SECRET)));
    all.put("gzip", Packed.gzip(PLAIN));
    all.put("bzip2", Packed.bzip2(PLAIN));
    all.put("xz", Packed.xz(PLAIN));
    all.put("tar", Packed.tar("a.txt", PLAIN));
    all.put("tar.gz", Packed.gzip(Packed.tar("a.txt", PLAIN)));
    all.put("7z", Packed.sevenZip("a.txt", PLAIN, ""));
    all.put("dicom", Documents.dicom("Quill^Ann", SECRET));
    return all;
  }

  /** Written by LibreOffice as "MS Word 97"; POI has no writer of its own for this. */
  private static byte[] doc() {
    try (InputStream in =
        Objects.requireNonNull(FileOpenerTest.class.getResourceAsStream("letter.doc"))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] rtf(String body) {
    return ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 " + body + "}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @TestFactory
  Stream<DynamicTest> open_fileWithText_givesTheText() {
    return holdingIt().entrySet().stream()
        .map(e ->
            DynamicTest.dynamicTest(
                e.getKey(),
                () -> {
                  Opened opened = Opened.of(e.getValue());
                  assertThat(opened.text()).contains(SECRET);
                  assertThat(opened.unread()).isEmpty();
                }));
  }

  @Test
  void open_officePackage_givesEveryPart() {
    String w = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
    String body =
        "<w:p><w:r><w:t>48</w:t></w:r><w:del><w:r><w:delText>21</w:delText></w:r></w:del>"
            + "<w:ins><w:r><w:t>00</w:t></w:r></w:ins><w:r><w:t>77</w:t><w:br/><w:t>next</w:t>"
            + "<w:tab/><w:t>tab</w:t></w:r></w:p>"
            + "<w:sdt><w:sdtPr><w:alias w:val='aliased'/></w:sdtPr></w:sdt>"
            + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>left</w:t></w:r></w:p></w:tc>"
            + "<w:tc><w:p><w:r><w:t>right</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    byte[] docx =
        Documents.office(
            "word/document.xml",
            Documents.word(body),
            "word/comments.xml",
            "<w:comments "
                + w
                + "><w:comment w:author='Commenter'><w:p><w:r><w:t>commented"
                + "</w:t></w:r></w:p></w:comment></w:comments>",
            "word/header1.xml",
            "<w:hdr " + w + "><w:p><w:r><w:t>head</w:t></w:r></w:p></w:hdr>",
            "ppt/notesSlides/notesSlide1.xml",
            "<p:notes xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>spoken</a:t></a:r></a:p></p:notes>",
            "docProps/core.xml",
            "<cp xmlns:dc='dc'><dc:title>titled</dc:title><dc:creator>made</dc:creator></cp>",
            "word/_rels/document.xml.rels",
            "<Relationships><Relationship TargetMode='External'"
                + " Target='https://host.example/48210077'/></Relationships>",
            "customXml/item1.xml",
            "<patient mrn='in an attribute'/>",
            "word/embeddings/Microsoft_Excel.xlsx",
            Documents.docx("embedded"));
    Opened opened = Opened.of(docx);
    assertThat(opened.text())
        .contains("48210077\nnext\ttab")
        .containsPattern("left\\s*\\tright")
        .contains("aliased", "Commenter", "commented", "head", "spoken")
        .contains("titled\nmade", "https://host.example/48210077", "mrn='in an attribute'")
        .contains("embedded");
    assertThat(opened.unread()).isEmpty();
  }

  @Test
  void open_workbook_givesCellsAsSeenAndAsStored() {
    byte[] xlsx =
        Documents.office(
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='Ward 7' state='veryHidden'/></sheets></workbook>",
            "xl/sharedStrings.xml",
            "<sst><si><t>na</t><r><t>me</t></r></si><si><t>orphaned</t></si></sst>",
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='000\\-00\\-0000'/></numFmts>"
                + "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs>"
                + "</styleSheet>",
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row hidden='1'><c t='s'><v>0</v></c><c s='1'><v>29221</v></c>"
                + "<c s='2'><v>123456780</v></c><c t='inlineStr'><is><t>in line</t></is></c>"
                + "<c><v>1.2345678E7</v></c></row></sheetData></worksheet>");
    assertThat(Opened.of(xlsx).text())
        .contains("name\t01/01/1980\t123-45-6780 123456780\tin line\t12345678\t")
        .contains("Ward 7", "orphaned");
  }

  @Test
  void open_openDocument_givesTextAndProperties() {
    byte[] odt =
        Packed.zip(
            "mimetype", "application/vnd.oasis.opendocument.text",
            "content.xml",
                "<o xmlns:text='t' xmlns:table='a' xmlns:office='f'><text:p>Ann<text:s/>Q<text:span>"
                    + "uill</text:span></text:p><table:table-row><table:table-cell"
                    + " office:date-value='1980-01-02'><text:p>2 Jan</text:p></table:table-cell>"
                    + "<table:table-cell><text:p>right</text:p></table:table-cell>"
                    + "</table:table-row></o>",
            "meta.xml", "<m xmlns:dc='dc'><dc:title>titled</dc:title></m>",
            "Object 1/content.xml", "<o xmlns:text='t'><text:p>inside</text:p></o>");
    Opened opened = Opened.of(odt);
    assertThat(opened.text())
        .contains("Ann\tQuill", "1980-01-02 2 Jan \tright", "titled", "inside");
    assertThat(opened.unread()).isEmpty();
  }

  @Test
  void open_encrypted_saysSo() {
    assertThat(Opened.of(Documents.encryptedPdf("a", "secret")).unread())
        .containsExactly("encrypted");
    assertThat(Opened.of(Documents.encryptedOffice()).unread()).containsExactly("encrypted");
    assertThat(Opened.of(Packed.sevenZip("a", PLAIN, "pw")).unread()).containsExactly("encrypted");
    byte[] odt =
        Packed.zip(
            "mimetype", "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml", "<m><manifest:encryption-data/></m>");
    assertThat(Opened.of(odt).unread()).containsExactly("encrypted");
  }

  @Test
  void open_zipWithEntryOutsideOfItsDirectory_saysSo() {
    byte[] inner = Packed.zip("hidden.txt", SECRET);
    byte[] outer = Packed.zip("seen.txt", "nothing");
    byte[] both = new byte[inner.length + outer.length];
    System.arraycopy(inner, 0, both, 0, inner.length);
    System.arraycopy(outer, 0, both, inner.length, outer.length);
    assertThat(
            Opened.of(both).has(Trouble.BYTES_OUTSIDE_ENTRIES)
                || Opened.of(both).has(Trouble.BROKEN))
        .isTrue();
  }

  @Test
  void open_zipWithoutDirectory_readsFromTheFrontAndSaysThatItIsBroken() {
    byte[] whole = Packed.zip("a.txt", SECRET);
    Opened opened = Opened.of(java.util.Arrays.copyOf(whole, whole.length - 22));
    assertThat(opened.text()).contains(SECRET);
    assertThat(opened.unread()).containsExactly("broken");
  }

  @Test
  void open_scannedPage_weighsItsPicture() {
    var noise =
        new java.awt.image.BufferedImage(200, 200, java.awt.image.BufferedImage.TYPE_INT_RGB);
    assertThat(Opened.of(Documents.scannedPdf(noise)).pieces())
        .anyMatch(p -> p instanceof Piece.Media m && m.where().equals(" page 1") && m.size() > 0);
  }

  @Test
  void open_dicom_isDicom() {
    assertThat(Opened.of(Documents.dicom("Quill^Ann", "1")).pieces()).contains(new Piece.Dicom(""));
  }

  @Test
  void open_brokenInside_readsTheRest() {
    byte[] zip = Packed.zip("a.pdf", "%PDF-1.7 nothing", "b.txt", SECRET);
    Opened opened = Opened.of(zip);
    assertThat(opened.text()).contains(SECRET);
    assertThat(opened.unread()).containsExactly("/1 broken");
  }
}
