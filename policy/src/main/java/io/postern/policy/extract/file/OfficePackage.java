package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * Office Open XML (ECMA-376): DOCX, XLSX, PPTX, their templates and those with macros. Every part
 * of the package is read, whether or not a relation leads to it: document, comments, notes,
 * headers, hidden sheets, properties, charts, embedded files.
 */
final class OfficePackage {
  /** Parts in the vocabularies of the standard; other XML is read as it is. */
  private static final Pattern VOCABULARY =
      Pattern.compile(
          "(\\[content_types\\]\\.xml|(.*/)?_rels/.*\\.rels"
              + "|(?!xl/sharedstrings\\.xml)(word|xl|ppt|docprops|visio)/.*\\.(xml|vml|rels))");

  private static final Pattern SHEET = Pattern.compile("xl/(worksheets|dialogsheets)/[^/]*\\.xml");

  /** Binary parts that say how to print, or hold a font: nothing of them is shown. */
  private static final Pattern UNSHOWN =
      Pattern.compile(
          "(.*/)?(printersettings/printersettings\\d*\\.bin|fonts/font\\d*\\.(odttf|fntdata)"
              + "|calcchain\\.bin|media/thumbnail\\d*\\.\\w+)");

  /** Names that programs give. */
  private static final Pattern ORDINARY =
      Pattern.compile(
          "customxml/item(props)?\\d*\\.xml"
              + "|(word|xl|ppt)/(media|embeddings)/[a-z_ ]*\\d*\\.[a-z]+"
              + "|(word|xl|ppt)/vbaproject\\.bin");

  private final OpenFile file;
  private final ZipArchive archive;

  OfficePackage(OpenFile file, ZipArchive archive) {
    this.file = file;
    this.archive = archive;
  }

  void read(List<ZipArchiveEntry> entries) throws IOException {
    Workbook workbook = new Workbook(file, archive);
    workbook.prepare(entries);
    for (int i = 0; i < entries.size(); i++) {
      part(i + 1, entries.get(i), workbook);
    }
    workbook.leftover();
  }

  private void part(int number, ZipArchiveEntry entry, Workbook workbook) throws IOException {
    String name = entry.getName().toLowerCase(Locale.ROOT);
    if (SHEET.matcher(name).matches()) {
      file.budget().entry();
      workbook.sheet(number, entry);
    } else if (VOCABULARY.matcher(name).matches()) {
      file.budget().entry();
      archive.markup(number, entry);
    } else if (UNSHOWN.matcher(name).matches()) {
      strings(number, entry);
    } else if (!name.equals("xl/sharedstrings.xml")) {
      boolean ordinary = ORDINARY.matcher(name).matches();
      archive.entry(number, entry, ordinary ? "" : entry.getName());
    }
  }

  private void strings(int number, ZipArchiveEntry entry) throws IOException {
    file.budget().entry();
    try (InputStream in = archive.open(entry)) {
      file.text("part " + number, Form.DATA, Strings.in(in.readAllBytes()));
    } catch (Unreadable e) {
      archive.skip("part " + number, e);
    }
  }
}
