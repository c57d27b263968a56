package io.postern.core.consent;

import java.util.ArrayList;
import java.util.List;

/**
 * Text as rows of fields, each with its place. Lenient in line ends; blanks around a field that is
 * not quoted are not part of it. For one thread.
 *
 * <p>Standards: RFC 4180 2.
 */
final class CsvReader {
  /** One field; {@code column} counts from 1 in code points. */
  record Field(String text, int line, int column) {}

  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  CsvReader(String text) {
    this.text = text;
  }

  /** All rows that are not empty; what is malformed becomes a field as it stands. */
  List<List<Field>> rows() {
    List<List<Field>> rows = new ArrayList<>();
    while (at < text.length()) {
      List<Field> row = row();
      if (row.size() > 1 || !row.getFirst().text().isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private List<Field> row() {
    List<Field> row = new ArrayList<>();
    row.add(field());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      row.add(field());
    }
    endLine();
    return row;
  }

  private Field field() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    int atLine = line;
    int column = text.codePointCount(lineStart, at) + 1;
    boolean quoted = at < text.length() && text.charAt(at) == '"';
    return new Field(quoted ? quoted() : plain(), atLine, column);
  }

  private String plain() {
    int start = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at).strip();
  }

  /** RFC 4180 2.7: two quotes stand for one. What follows the closing one belongs to the field. */
  private String quoted() {
    StringBuilder field = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        countLine(c);
        field.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else {
        break;
      }
    }
    return field + plain();
  }

  private void endLine() {
    while (at < text.length() && "\r\n".indexOf(text.charAt(at)) >= 0) {
      countLine(text.charAt(at++));
    }
  }

  /** A line feed ends a line, and so does a carriage return without one. */
  private void countLine(char c) {
    boolean alone = c == '\r' && (at >= text.length() || text.charAt(at) != '\n');
    if (c == '\n' || alone) {
      line++;
      lineStart = at;
    }
  }
}
