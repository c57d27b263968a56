package io.postern.policy.extract.file;

import io.postern.policy.extract.PartText.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Set;

/**
 * RTF (1.9.1): the text of all groups, hidden and deleted text, fields, notes and properties among
 * them, except the tables of fonts, styles and colours. One pass, whatever braces are missing.
 */
final class RichText {
  private enum Group {
    TEXT,
    /** Says nothing that is shown. */
    TABLE,
    /** A picture in hexadecimal or binary. */
    PICTURE,
    /** An embedded object in hexadecimal. */
    OBJECT
  }

  private record State(Group group, int skipAfterUnicode) {}

  private static final Set<String> TABLES =
      Set.of(
          "fonttbl",
          "colortbl",
          "stylesheet",
          "themedata",
          "colorschememapping",
          "datastore",
          "latentstyles",
          "listtable",
          "listoverridetable",
          "rsidtbl",
          "xmlnstbl",
          "mmathPr",
          "generator",
          "filetbl",
          "wgrffmtfilter",
          "blipuid",
          "pgptbl",
          "panose",
          "fname");

  private static final Set<String> BREAKS =
      Set.of(
          "par",
          "line",
          "page",
          "sect",
          "row",
          "nestrow",
          "pard",
          "title",
          "author",
          "subject",
          "company",
          "manager",
          "keywords",
          "doccomm",
          "operator",
          "header",
          "footer",
          "footnote",
          "annotation",
          "atnauthor",
          "field",
          "fldinst",
          "fldrslt",
          "column");

  private final OpenFile file;
  private final byte[] in;
  private final StringBuilder out = new StringBuilder();
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final StringBuilder hex = new StringBuilder();
  private final Deque<State> groups = new ArrayDeque<>();
  private State state = new State(Group.TEXT, 1);
  private Charset charset = Charset.forName("windows-1252");
  private int at;
  private int skip;
  private int objects;
  private long pictures;

  private RichText(OpenFile file) {
    this.file = file;
    this.in = file.bytes();
  }

  static void read(OpenFile file) throws IOException {
    new RichText(file).read();
  }

  private void read() throws IOException {
    while (at < in.length) {
      step(in[at++] & 0xff);
    }
    flush();
    file.text(Form.PLAIN, out);
    endOfObject();
    if (pictures > 0) {
      file.picture("pictures", pictures);
    }
  }

  private void step(int c) throws IOException {
    switch (c) {
      case '{' -> groups.push(state);
      case '}' -> endOfGroup();
      case '\\' -> control();
      case '\r', '\n' -> {}
      default -> character(c);
    }
  }

  private void endOfGroup() throws IOException {
    flush();
    if (state.group == Group.OBJECT && !groups.isEmpty() && groups.peek().group != Group.OBJECT) {
      endOfObject();
    }
    state = groups.isEmpty() ? state : groups.pop();
    skip = 0;
  }

  private void character(int c) {
    switch (state.group) {
      case TEXT -> {
        if (skip > 0) {
          skip--;
        } else {
          pending.write(c);
        }
      }
      case OBJECT -> hex.append((char) c);
      case PICTURE -> pictures++;
      case TABLE -> {}
    }
  }

  /** A control word with its number, or a control symbol. */
  private void control() {
    int start = at;
    while (at < in.length && Character.isLetter(in[at])) {
      at++;
    }
    if (at == start) {
      symbol();
      return;
    }
    String word = new String(in, start, at - start, StandardCharsets.US_ASCII);
    int number = number();
    if (at < in.length && in[at] == ' ') {
      at++;
    }
    word(word, number);
  }

  private int number() {
    int start = at;
    if (at < in.length && in[at] == '-') {
      at++;
    }
    while (at < in.length && in[at] >= '0' && in[at] <= '9' && at - start < 11) {
      at++;
    }
    try {
      return Integer.parseInt(new String(in, start, at - start, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      at = in.length > start && at - start == 1 && in[start] == '-' ? start : at;
      return Integer.MIN_VALUE;
    }
  }

  private void symbol() {
    int c = at < in.length ? in[at++] & 0xff : ' ';
    switch (c) {
      case '\'' -> {
        int high = at < in.length ? Character.digit(in[at], 16) : -1;
        int low = at + 1 < in.length ? Character.digit(in[at + 1], 16) : -1;
        at = Math.min(in.length, at + 2);
        if (high >= 0 && low >= 0) {
          character((high << 4) | low);
        }
      }
      case '~' -> character(' ');
      case '_' -> character('-');
      case '\r', '\n' -> word("par", 0);
      case '{', '}', '\\' -> character(c);
      default -> {}
    }
  }

  private void word(String word, int number) {
    if (word.equals("u") && state.group == Group.TEXT && number != Integer.MIN_VALUE) {
      flush();
      out.append((char) number);
      skip = state.skipAfterUnicode;
      return;
    }
    switch (word) {
      case "uc" -> state = new State(state.group, Math.clamp(number, 0, 8));
      case "bin" -> binary(number);
      case "ansicpg" -> codePage(number);
      case "pict" -> state = new State(Group.PICTURE, 1);
      case "objdata" -> state = new State(Group.OBJECT, 1);
      case "tab", "cell", "nestcell", "emspace", "enspace", "qmspace" -> separate('\t');
      case "emdash", "endash" -> character('-');
      case "lquote", "rquote" -> character('\'');
      case "ldblquote", "rdblquote" -> character('"');
      default -> destination(word);
    }
  }

  private void destination(String word) {
    if (TABLES.contains(word)) {
      state = new State(Group.TABLE, 1);
    } else if (BREAKS.contains(word)) {
      separate('\n');
    }
  }

  private void separate(char c) {
    if (state.group == Group.TEXT) {
      flush();
      out.append(c);
    }
  }

  /** Bytes that are not RTF; where more are announced than there are, the rest is read as RTF. */
  private void binary(int length) {
    if (length > 0 && length <= in.length - at) {
      pictures += state.group == Group.TEXT || state.group == Group.PICTURE ? length : 0;
      if (state.group == Group.OBJECT) {
        hex.append(HexFormat.of().formatHex(in, at, at + length));
      }
      at += length;
    }
  }

  private void codePage(int number) {
    try {
      charset = number == 65001 ? StandardCharsets.UTF_8 : Charset.forName("windows-" + number);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      charset = named("Cp" + number);
    }
  }

  private Charset named(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return charset;
    }
  }

  private void flush() {
    if (pending.size() > 0) {
      out.append(pending.toString(charset));
      pending.reset();
    }
  }

  /** An object is a file after some header fields (MS-OLEDS 2.2.5): it begins with its magic. */
  private void endOfObject() throws IOException {
    String digits = hex.toString().replaceAll("[^0-9A-Fa-f]", "");
    hex.setLength(0);
    if (digits.isEmpty()) {
      return;
    }
    byte[] data = HexFormat.of().parseHex(digits, 0, digits.length() & ~1);
    file.text("object", Form.DATA, Strings.in(data));
    int start = OleData.start(data);
    file.embedded(++objects, "", java.util.Arrays.copyOfRange(data, start, data.length));
  }
}
