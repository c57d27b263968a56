package io.postern.policy.extract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Text of an HTML document in the order of its source, hidden text included, in one linear pass.
 * Inline tags vanish without a space, so that digits split by them join again; block tags become
 * line breaks. Comments and CDATA are kept in their place, because readers differ in where they
 * end; styles, scripts and declarations are put behind the text. Attributes that are shown or read
 * out are kept, and so are {@code data-*} and the letters in {@code mailto:} addresses.
 */
final class HtmlText {
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
          "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span",
          "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "center", "nobr");
  private static final Set<String> KEPT =
      Set.of(
          "alt",
          "title",
          "value",
          "content",
          "placeholder",
          "summary",
          "label",
          "abbr",
          "cite",
          "datetime",
          "srcdoc",
          "standby",
          "prompt");

  private final char[] in;
  private final int end;
  private final CharBuffer out;

  /** Marks that do not come again: looking for them once more would make the time quadratic. */
  private final Set<String> missing = new HashSet<>();

  /**
   * Styles, scripts, declarations and letters in addresses: put behind the text, because among it
   * they would part what stands together.
   */
  private final List<Range> later = new ArrayList<>();

  private int at;
  private long embedded;

  private record Range(int from, int to) {}

  private HtmlText(char[] in, int length, CharBuffer out) {
    this.in = in;
    this.end = length;
    this.out = out;
  }

  /**
   * Appends the text of the document to {@code out}.
   *
   * @return bytes in {@code data:} addresses (RFC 2397), which are not read
   */
  static long extract(char[] html, int length, CharBuffer out) {
    HtmlText text = new HtmlText(html, length, out);
    text.run();
    text.later.forEach(range -> text.keep(range.from, range.to));
    return text.embedded;
  }

  private void run() {
    while (at < end) {
      char c = in[at];
      if (c == '<' && startsTag()) {
        tag();
      } else if (c == '&') {
        at = Entities.decode(in, at, end, out);
      } else {
        out.add(c);
        at++;
      }
    }
  }

  private boolean startsTag() {
    if (at + 1 >= end) {
      return false;
    }
    char next = in[at + 1];
    return isLetter(next) || next == '/' || next == '!' || next == '?';
  }

  private void tag() {
    if (matches(at, "<!--")) {
      out.breakLine();
      at += 4;
      return;
    }
    if (matches(at, "<![cdata[")) {
      out.breakLine();
      at += 9;
      return;
    }
    boolean closing = in[at + 1] == '/';
    int nameStart = at + (closing ? 2 : 1);
    int nameEnd = nameStart;
    while (nameEnd < end && isNameChar(in[nameEnd])) {
      nameEnd++;
    }
    String name = lower(nameStart, nameEnd);
    at = nameEnd;
    if (in[Math.min(nameStart, end - 1)] == '!' || in[Math.min(nameStart, end - 1)] == '?') {
      int start = at;
      later.add(new Range(start, skipTo(">") ? at - 1 : at));
      return;
    }
    if (!INLINE.contains(name)) {
      out.breakLine();
    }
    attributes();
    if (!closing && (name.equals("script") || name.equals("style"))) {
      int start = at;
      String close = "</" + name;
      if (skipTo(close)) {
        embedded += DataAddresses.in(in, start, at);
        later.add(new Range(start, at - close.length()));
        attributes();
      }
    }
  }

  /** Reads attributes up to and with the closing bracket; quotes are honoured. */
  private void attributes() {
    int start = at;
    while (at < end && in[at] != '>') {
      if (isNameChar(in[at])) {
        attribute();
      } else {
        at++;
      }
    }
    if (at >= end) {
      // a tag that does not end: some readers show it
      later.add(new Range(start, end));
    }
    at = Math.min(at + 1, end);
  }

  private void attribute() {
    int start = at;
    while (at < end && isNameChar(in[at])) {
      at++;
    }
    String name = at - start <= 12 ? lower(start, at) : "";
    skipSpace();
    if (at >= end || in[at] != '=') {
      return;
    }
    at++;
    skipSpace();
    boolean shown = KEPT.contains(name) && !name.equals("content") && !name.equals("srcdoc");
    value(KEPT.contains(name) || name.startsWith("data-") || name.startsWith("aria-"), !shown);
  }

  private void value(boolean keep, boolean address) {
    if (at >= end) {
      return;
    }
    char quote = in[at];
    boolean quoted = quote == '"' || quote == '\'';
    int start = quoted ? at + 1 : at;
    int stop = start;
    while (stop < end && (quoted ? in[stop] != quote : !endsUnquoted(in[stop]))) {
      stop++;
    }
    if (quoted && stop == end) {
      // a quote that is never closed must not swallow the rest of the document
      at = start;
      return;
    }
    embedded += address ? DataAddresses.in(in, start, stop) : 0;
    if (keep) {
      keep(start, stop);
    } else if (matches(start, "mailto:") || matches(start, "sms:")) {
      // a letter that is written already; other addresses hold numbers of no person
      later.add(new Range(start, stop));
    }
    at = quoted ? stop + 1 : stop;
  }

  private void keep(int start, int stop) {
    out.breakLine();
    int i = start;
    while (i < stop) {
      if (in[i] == '&') {
        i = Entities.decode(in, i, stop, out);
      } else {
        out.add(in[i++]);
      }
    }
    out.breakLine();
  }

  private boolean skipTo(String mark) {
    int from = at;
    while (at < end && !missing.contains(mark)) {
      if (in[at] == mark.charAt(0) && matches(at, mark)) {
        at += mark.length();
        return true;
      }
      at++;
    }
    missing.add(mark);
    // never closed: what follows is read as text rather than lost
    at = from;
    return false;
  }

  private boolean matches(int from, String mark) {
    if (from + mark.length() > end) {
      return false;
    }
    for (int i = 0; i < mark.length(); i++) {
      if (Character.toLowerCase(in[from + i]) != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void skipSpace() {
    while (at < end && in[at] <= ' ') {
      at++;
    }
  }

  private String lower(int from, int to) {
    char[] name = new char[Math.min(to - from, 16)];
    for (int i = 0; i < name.length; i++) {
      name[i] = Character.toLowerCase(in[from + i]);
    }
    return new String(name);
  }

  private static boolean endsUnquoted(char c) {
    return c <= ' ' || c == '>';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isNameChar(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
  }
}
