package io.postern.policy.extract.file;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.poi.ss.usermodel.BuiltinFormats;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;

/** How the numbers of a workbook look (ECMA-376 part 1, 18.8.30 and 18.17.4). */
final class NumberFormats {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.ROOT);

  private final Map<Integer, String> custom = new HashMap<>();
  private final List<Integer> formatOfStyle = new ArrayList<>();
  private final DataFormatter formatter = new DataFormatter(Locale.US);
  private boolean from1904;

  /** {@code styles.xml}. */
  void styles(XMLStreamReader xml) throws XMLStreamException {
    boolean cells = false;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        String element = xml.getLocalName();
        cells |= element.equals("cellXfs");
        if (element.equals("numFmt")) {
          custom.put(number(attribute(xml, "numFmtId")), attribute(xml, "formatCode"));
        } else if (cells && element.equals("xf")) {
          formatOfStyle.add(number(attribute(xml, "numFmtId")));
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("cellXfs")) {
        cells = false;
      }
    }
  }

  /** {@code workbook.xml}: whether days count from 1904. */
  void epoch(XMLStreamReader xml) throws XMLStreamException {
    while (xml.hasNext()) {
      boolean start = xml.next() == XMLStreamConstants.START_ELEMENT;
      if (start && xml.getLocalName().equals("workbookPr")) {
        from1904 = List.of("1", "true").contains(attribute(xml, "date1904"));
      }
    }
  }

  /** As a person sees it, and behind a space as it is stored where that is something else. */
  String shown(String stored, int style) {
    double value;
    try {
      value = Double.parseDouble(stored);
    } catch (NumberFormatException e) {
      return stored;
    }
    int format = style < formatOfStyle.size() ? formatOfStyle.get(style) : 0;
    String code = custom.getOrDefault(format, builtIn(format));
    if (DateUtil.isADateFormat(format, code) && DateUtil.isValidExcelDate(value)) {
      LocalDateTime day = DateUtil.getLocalDateTime(value, from1904);
      return day == null ? stored : DATE.format(day);
    }
    String shown = formatter.formatRawCellContents(value, format, code, from1904);
    String plain = Math.abs(value) < 1e18 ? new BigDecimal(stored.strip()).toPlainString() : stored;
    return shown.equals(plain) ? shown : shown + " " + plain;
  }

  private static String builtIn(int format) {
    String code = BuiltinFormats.getBuiltinFormat(format);
    return code == null ? "General" : code;
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String found = xml.getAttributeValue(null, name);
    return found == null ? "" : found;
  }

  /** 0 where it is none. */
  static int number(String digits) {
    try {
      return Math.max(0, Integer.parseInt(digits.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
