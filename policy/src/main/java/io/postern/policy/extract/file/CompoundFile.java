package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import io.postern.policy.extract.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.poi.EncryptedDocumentException;
import org.apache.poi.OldFileFormatException;
import org.apache.poi.hpsf.extractor.HPSFPropertiesExtractor;
import org.apache.poi.hslf.usermodel.HSLFObjectData;
import org.apache.poi.hslf.usermodel.HSLFPictureData;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hssf.OldExcelFormatException;
import org.apache.poi.hssf.extractor.ExcelExtractor;
import org.apache.poi.hssf.extractor.OldExcelExtractor;
import org.apache.poi.hwpf.HWPFDocument;
import org.apache.poi.hwpf.extractor.Word6Extractor;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.sl.extractor.SlideShowExtractor;

/** The old binary formats in their common container (MS-CFB): DOC, XLS, PPT and MSG. */
final class CompoundFile {
  private CompoundFile() {}

  static void read(OpenFile file) throws IOException {
    try (POIFSFileSystem container = new POIFSFileSystem(new ByteArrayInputStream(file.bytes()))) {
      DirectoryNode root = container.getRoot();
      if (root.hasEntryCaseInsensitive("EncryptedPackage")) {
        throw new Unreadable(Trouble.ENCRYPTED);
      } else if (root.hasEntryCaseInsensitive("__properties_version1.0")) {
        OutlookMessage.read(file, root);
        return;
      }
      document(file, root);
      properties(file, container);
      new EmbeddedObjects(file).read(root);
    } catch (EncryptedDocumentException e) {
      throw new Unreadable(Trouble.ENCRYPTED);
    }
  }

  private static void document(OpenFile file, DirectoryNode root) throws IOException {
    if (root.hasEntryCaseInsensitive("WordDocument")) {
      word(file, root);
    } else if (root.hasEntryCaseInsensitive("Workbook") || root.hasEntryCaseInsensitive("Book")) {
      excel(file, root);
    } else if (root.hasEntryCaseInsensitive("PowerPoint Document")) {
      powerPoint(file, root);
    } else if (!EmbeddedObjects.isOnlyContainer(root)) {
      file.unread("", Trouble.UNKNOWN_KIND);
      file.text("strings", Form.DATA, Strings.in(file.bytes()));
    }
  }

  /** Main text, notes, headers, comments and text boxes, deleted and hidden text among them. */
  private static void word(OpenFile file, DirectoryNode root) throws IOException {
    try (HWPFDocument document = new HWPFDocument(root)) {
      // cells end with U+0007, fields are marked by U+0013 to U+0015 (MS-DOC 2.4.3, 2.8.25)
      String text =
          document
              .getDocumentText()
              .replace('\u0007', '\t')
              .replace('\r', '\n')
              .replace('\u000b', '\n');
      file.text(Form.PLAIN, text.replaceAll("[\\x13-\\x15]", " "));
      long pictures = 0;
      for (var picture : document.getPicturesTable().getAllPictures()) {
        pictures += picture.getSize();
      }
      if (pictures > 0) {
        file.picture("pictures", pictures);
      }
    } catch (OldFileFormatException e) {
      try (Word6Extractor old = new Word6Extractor(root)) {
        file.text(Form.PLAIN, old.getText());
      }
    }
  }

  private static void excel(OpenFile file, DirectoryNode root) throws IOException {
    try (ExcelExtractor extractor = new ExcelExtractor(root)) {
      extractor.setIncludeCellComments(true);
      extractor.setIncludeHeadersFooters(true);
      extractor.setIncludeBlankCells(true);
      file.text(Form.DATA, extractor.getText());
      long pictures = 0;
      for (var picture : extractor.getDocument().getAllPictures()) {
        pictures += picture.getData().length;
      }
      if (pictures > 0) {
        file.picture("pictures", pictures);
      }
    } catch (OldExcelFormatException e) {
      try (OldExcelExtractor old = new OldExcelExtractor(new ByteArrayInputStream(file.bytes()))) {
        file.text(Form.DATA, old.getText());
      }
    }
  }

  private static void powerPoint(OpenFile file, DirectoryNode root) throws IOException {
    try (HSLFSlideShow show = new HSLFSlideShow(root);
        var extractor = new SlideShowExtractor<>(show)) {
      extractor.setNotesByDefault(true);
      extractor.setCommentsByDefault(true);
      extractor.setMasterByDefault(true);
      file.text(Form.PLAIN, extractor.getText());
      int number = 0;
      for (HSLFObjectData object : show.getEmbeddedObjects()) {
        number++;
        try (var in = object.getInputStream()) {
          file.embedded(number, "", file.budget().counted(in, -1).readAllBytes());
        }
      }
      for (HSLFPictureData picture : show.getPictureData()) {
        number++;
        file.embedded(number, "", picture.getData());
      }
    }
  }

  /** Title, author, subject, comments and what was added to them (MS-OLEPS). */
  private static void properties(OpenFile file, POIFSFileSystem container) throws IOException {
    try (HPSFPropertiesExtractor properties = new HPSFPropertiesExtractor(container)) {
      file.text("properties", Form.DATA, properties.getText());
    }
  }
}
