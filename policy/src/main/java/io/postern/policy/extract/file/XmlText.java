package io.postern.policy.extract.file;

import java.io.InputStream;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The text of an XML part of an office document, in the order of its source: paragraphs on lines of
 * their own, cells of a row parted by tabs, and the attributes that people fill in. What is hidden,
 * deleted or a comment is text like any other. Document type definitions are not read.
 */
final class XmlText {
  /** Elements that lie inside a line: nothing parts what stands in them from what is around. */
  private static final Set<String> INLINE =
      Set.of(
          "r",
          "t",
          "rPr",
          "span",
          "a",
          "ins",
          "del",
          "moveFrom",
          "moveTo",
          "hyperlink",
          "smartTag",
          "delText",
          "fld",
          "sdt",
          "sdtContent",
          "fldSimple",
          "rPh",
          "phoneticPr",
          "bookmarkStart",
          "bookmarkEnd",
          "bookmark",
          "proofErr",
          "lang",
          "sz",
          "color",
          "rFonts",
          "b",
          "i",
          "u",
          "softHyphen",
          "commentRangeStart",
          "commentRangeEnd",
          "noProof",
          "lastRenderedPageBreak",
          "soft-page-break",
          "text-input",
          "ruby-base",
          "permStart",
          "permEnd",
          "change-start",
          "change-end",
          "rStyle",
          "fldChar",
          "latin",
          "ea",
          "cs");

  private static final Set<String> SPACE =
      Set.of(
          "tab",
          "ptab",
          "s",
          "instrText",
          "delInstrText",
          "tc",
          "table-cell",
          "sym",
          "covered-table-cell",
          "annotation",
          "noBreakHyphen");

  private static final Set<String> CELL = Set.of("tc", "table-cell", "covered-table-cell");

  /** Attributes that hold what somebody wrote, whatever element they are at. */
  private static final Set<String> WRITTEN =
      Set.of(
          "descr",
          "title",
          "alt",
          "displayText",
          "displayName",
          "author",
          "tooltip",
          "string-value",
          "date-value",
          "prompt",
          "promptTitle",
          "screenTip",
          "description",
          "string");

  /** The same where the attribute is used for much else: only at these elements. */
  private static final Set<String> WRITTEN_AT =
      Set.of(
          "alias val",
          "tag val",
          "docVar name",
          "docVar val",
          "default val",
          "statusText val",
          "helpText val",
          "listItem val",
          "sheet name",
          "tableColumn name",
          "table name",
          "s v",
          "d v",
          "n v",
          "definedName name",
          "cNvPr name",
          "docPr name",
          "property name",
          "user-field-decl name",
          "textbox value",
          "formControlPr fmlaLink");

  private final XMLStreamReader xml;
  private final StringBuilder out;
  private int cells;

  private XmlText(XMLStreamReader xml, StringBuilder out) {
    this.xml = xml;
    this.out = out;
  }

  /** A reader for untrusted XML: no DTD, no entity of it, nothing external (OWASP XXE). */
  static XMLStreamReader reader(InputStream in) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    return factory.createXMLStreamReader(in);
  }

  /**
   * Adds the text to {@code out}; what was added before an error stays.
   *
   * @throws XMLStreamException where it is not well-formed
   */
  static void read(InputStream in, StringBuilder out) throws XMLStreamException {
    new XmlText(reader(in), out).read();
  }

  private void read() throws XMLStreamException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> start();
        case XMLStreamConstants.END_ELEMENT -> end();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters();
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw new XMLStreamException("an entity that nobody declared");
        default -> {}
      }
    }
  }

  private void start() {
    String element = xml.getLocalName();
    cells += CELL.contains(element) ? 1 : 0;
    boolean external = false;
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String name = xml.getAttributeLocalName(i);
      String value = xml.getAttributeValue(i);
      external |= name.equals("TargetMode") && value.equals("External");
      if (WRITTEN.contains(name) || WRITTEN_AT.contains(element + " " + name)) {
        out.append(value).append(' ');
      }
    }
    String target = external ? xml.getAttributeValue(null, "Target") : null;
    if (target != null) {
      out.append(target).append('\n');
    }
  }

  private void end() {
    String element = xml.getLocalName();
    if (element.equals("noBreakHyphen")) {
      out.append('-');
    } else if (SPACE.contains(element)) {
      cells -= CELL.contains(element) ? 1 : 0;
      out.append('\t');
    } else if (!INLINE.contains(element) && !out.isEmpty()) {
      part(cells > 0 && !element.equals("tr") && !element.equals("table-row") ? ' ' : '\n');
    }
  }

  private void part(char separator) {
    char last = out.charAt(out.length() - 1);
    if (last != '\n' && last != separator) {
      out.append(separator);
    }
  }

  private void characters() {
    if (!xml.isWhiteSpace()) {
      out.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    } else if (!out.isEmpty() && !xml.getText().contains("\n")) {
      out.append(' '); // not the indentation of the source
    }
  }
}
