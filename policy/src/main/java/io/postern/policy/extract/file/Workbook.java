package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * The sheets of an XLSX file (ECMA-376 part 1, 18): rows as lines, cells as a person sees them and,
 * where that differs, as they are stored. Hidden rows, columns and sheets are like any other.
 */
final class Workbook {
  private final OpenFile file;
  private final ZipArchive archive;
  private final List<String> shared = new ArrayList<>();
  private final BitSet shown = new BitSet();
  private final NumberFormats formats = new NumberFormats();

  Workbook(OpenFile file, ZipArchive archive) {
    this.file = file;
    this.archive = archive;
  }

  /** Reads what all sheets refer to, where the package is a workbook. */
  void prepare(List<ZipArchiveEntry> entries) throws IOException {
    for (int i = 0; i < entries.size(); i++) {
      ZipArchiveEntry entry = entries.get(i);
      switch (entry.getName().toLowerCase(Locale.ROOT)) {
        case "xl/sharedstrings.xml" -> part(i + 1, entry, this::strings);
        case "xl/styles.xml" -> part(i + 1, entry, formats::styles);
        case "xl/workbook.xml" -> part(i + 1, entry, formats::epoch);
        default -> {}
      }
    }
  }

  @FunctionalInterface
  private interface Part {
    void read(XMLStreamReader xml) throws XMLStreamException, IOException;
  }

  private void part(int number, ZipArchiveEntry entry, Part part) throws IOException {
    try (InputStream in = archive.open(entry)) {
      part.read(XmlText.reader(in));
    } catch (Unreadable e) {
      archive.skip("part " + number, e);
    } catch (XMLStreamException e) {
      archive.skip("part " + number, ZipArchive.trouble(e));
    }
  }

  private void strings(XMLStreamReader xml) throws XMLStreamException {
    StringBuilder item = new StringBuilder();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.CHARACTERS) {
        item.append(xml.getText());
      } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("si")) {
        shared.add(item.toString());
        item.setLength(0);
      }
    }
  }

  /** One sheet. */
  void sheet(int number, ZipArchiveEntry entry) throws IOException {
    StringBuilder out = new StringBuilder();
    part(
        number,
        entry,
        xml -> {
          try {
            new Sheet(xml, out).read();
          } finally {
            file.text("sheet " + number, Form.DATA, out);
          }
        });
  }

  /** Strings in the file that no cell shows any more. */
  void leftover() throws IOException {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < shared.size(); i++) {
      out.append(shown.get(i) ? "" : shared.get(i) + "\n");
    }
    file.text("strings", Form.DATA, out);
  }

  private final class Sheet {
    private final XMLStreamReader xml;
    private final StringBuilder out;
    private final StringBuilder value = new StringBuilder();
    private String type = "";
    private int style;

    Sheet(XMLStreamReader xml, StringBuilder out) {
      this.xml = xml;
      this.out = out;
    }

    void read() throws XMLStreamException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> start();
          case XMLStreamConstants.END_ELEMENT -> end();
          case XMLStreamConstants.CHARACTERS -> value.append(xml.getText());
          default -> {}
        }
      }
    }

    private void start() {
      switch (xml.getLocalName()) {
        case "c" -> {
          type = attribute("t");
          style = NumberFormats.number(attribute("s"));
          value.setLength(0);
        }
        case "v", "f" -> value.setLength(0);
        case "dataValidation", "hyperlink" ->
            out.append(attribute("prompt")).append(attribute("display")).append('\n');
        default -> {}
      }
    }

    private String attribute(String name) {
      String found = xml.getAttributeValue(null, name);
      return found == null ? "" : found;
    }

    private void end() {
      switch (xml.getLocalName()) {
        case "v" -> value();
        case "f" -> formula();
        case "c" -> {
          // text of an inline string, or nothing
          out.append(value).append('\t');
          value.setLength(0);
        }
        case "row" -> out.append('\n');
        case "oddHeader",
            "oddFooter",
            "evenHeader",
            "evenFooter",
            "firstHeader",
            "firstFooter",
            "formula1",
            "formula2" -> {
          out.append(value).append('\n');
          value.setLength(0);
        }
        default -> {}
      }
    }

    private void value() {
      String stored = value.toString();
      value.setLength(0);
      switch (type) {
        case "s" -> {
          int index = NumberFormats.number(stored);
          value.append(index < shared.size() ? shared.get(index) : "");
          shown.set(index);
        }
        case "str", "e", "d", "b" -> value.append(stored);
        default -> value.append(formats.shown(stored, style));
      }
    }

    /** Only texts written into a formula are of interest. */
    private void formula() {
      if (value.indexOf("\"") >= 0) {
        out.append(value).append(' ');
      }
      value.setLength(0);
    }
  }
}
