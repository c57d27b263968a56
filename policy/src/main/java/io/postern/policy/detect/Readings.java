package io.postern.policy.detect;

import io.postern.policy.extract.PartText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Further readings of a text whose signs say that people or programs can read it in another way:
 * escapes of URLs, quoted-printable, HTML and JSON, base64 and hexadecimal tokens, letters apart,
 * rot13, backwards. Each is at most as long as the text, so the work stays linear.
 */
final class Readings {
  /** How much of a decoded token must be printable for it to be text. */
  private static final double PRINTABLE = 0.9;

  /** Decoded text of fewer characters says nothing. */
  private static final int SHORTEST = 9;

  private final char[] text;
  private final int length;
  private final List<String> readings = new ArrayList<>();

  private Readings(PartText part) {
    text = part.chars();
    length = part.length();
  }

  /** The further readings of the text that was scanned last. */
  static List<PartText> of(PartText part, Scan scan, Lexicon lexicon) {
    Readings all = new Readings(part);
    all.escapes(scan.disguises);
    all.tokens(scan.disguises.tokens);
    if (scan.disguises.spaced()) {
      all.readings.add(all.together());
    }
    all.turned(scan.terms, lexicon);
    return all.readings.stream().map(r -> again(part, r)).toList();
  }

  private static PartText again(PartText part, String reading) {
    String name = part.part() + " decoded";
    return new PartText(name, part.form(), reading.toCharArray(), reading.length(), null);
  }

  private void escapes(Disguises signs) {
    if (signs.percent()) {
      readings.add(unescape('%', 2));
    }
    if (signs.quotedPrintable()) {
      readings.add(unescape('=', 2));
    }
    if (signs.escapes()) {
      readings.add(unescape('\\', 4));
    }
    if (signs.entities()) {
      readings.add(entities());
    }
  }

  /**
   * Replaces a mark and so many hexadecimal digits by the character; a soft line break vanishes.
   */
  private String unescape(char mark, int digits) {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      if (text[i] != mark) {
        out.append(text[i]);
        continue;
      }
      int from = i + 1 < length && (text[i + 1] == 'u' || text[i + 1] == 'x') ? i + 2 : i + 1;
      int width = from > i + 1 && text[i + 1] == 'x' ? 2 : digits;
      int code = hex(from, width);
      int line = mark == '=' ? softBreak(i + 1) : 0;
      if (code >= 0) {
        out.append((char) code);
        i = from + width - 1;
      } else if (line > 0) {
        i += line;
      } else {
        out.append(mark);
      }
    }
    return out.toString();
  }

  private int softBreak(int i) {
    int n = i < length && text[i] == '\r' ? 1 : 0;
    return i + n < length && text[i + n] == '\n' ? n + 1 : 0;
  }

  private int hex(int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < length && text[i] < 0x80 ? Character.digit(text[i], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Numeric character references (HTML 13.5) in what claims to be plain text. */
  private String entities() {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      int code = text[i] == '&' && i + 3 < length && text[i + 1] == '#' ? reference(i + 2) : -1;
      if (code < 0) {
        out.append(text[i]);
        continue;
      }
      out.appendCodePoint(code);
      while ((i + 1 < length && text[i] != ';' && Scan.isWord(text[i + 1])) || text[i] == '&') {
        i++;
      }
      i += i + 1 < length && text[i + 1] == ';' ? 1 : 0;
    }
    return out.toString();
  }

  private int reference(int from) {
    boolean hexadecimal = (text[from] | 0x20) == 'x';
    int radix = hexadecimal ? 16 : 10;
    int value = 0;
    int i = hexadecimal ? from + 1 : from;
    int first = i;
    while (i < length && i < first + 7 && Character.digit(text[i], radix) >= 0) {
      value = value * radix + Character.digit(text[i++], radix);
    }
    return i > first && Character.isValidCodePoint(value) ? value : -1;
  }

  /** All long tokens that decode to text, one a line. */
  private void tokens(Marks tokens) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (int i = 0; i < tokens.size; i++) {
      if (tokens.start[i] >= done) {
        int from = tokens.start[i];
        while (from > done && base64(text[from - 1])) {
          from--;
        }
        int to = tokens.end[i];
        while (to < length && base64(text[to])) {
          to++;
        }
        token(new String(text, from, to - from), out);
        done = to;
      }
    }
    if (out.length() > 0) {
      readings.add(out.toString());
    }
  }

  private static boolean base64(char c) {
    return Checks.letter(c) || Checks.digit(c) || c == '+' || c == '/' || c == '-' || c == '_';
  }

  private static void token(String token, StringBuilder out) {
    if (!token.chars().allMatch(c -> base64((char) c))) {
      return;
    }
    if (token.length() % 2 == 0 && token.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      text(HexFormat.of().parseHex(token), out);
    }
    String standard = token.replace('-', '+').replace('_', '/');
    int whole = standard.length() % 4 == 1 ? standard.length() - 1 : standard.length();
    text(Base64.getDecoder().decode(standard.substring(0, whole)), out);
  }

  private static void text(byte[] bytes, StringBuilder out) {
    String decoded = new String(bytes, StandardCharsets.UTF_8);
    long printable = decoded.chars().filter(c -> (c >= ' ' && c < 0x7f) || c == '\n').count();
    if (decoded.length() >= SHORTEST && printable >= PRINTABLE * decoded.length()) {
      out.append(decoded).append('\n');
    }
  }

  /** {@code S S N 5 3 6 - 2 2 - 8 7 2 6}: single characters are put together. */
  private String together() {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      boolean gap = text[i] == ' ' || text[i] == '.' || text[i] == '_' || text[i] == '*';
      if (!gap || !(single(i - 1) && single(i + 1))) {
        out.append(text[i]);
      }
    }
    return out.toString();
  }

  /** A character with no word beside it, or a dash between such. */
  private boolean single(int i) {
    boolean here = i >= 0 && i < length && (Scan.isWord(text[i]) || text[i] == '-');
    return here && !word(i - 1) && !word(i + 1);
  }

  private boolean word(int i) {
    return i >= 0 && i < length && Scan.isWord(text[i]);
  }

  private void turned(Marks terms, Lexicon lexicon) {
    boolean rotated = false;
    boolean backwards = false;
    for (int i = 0; i < terms.size; i++) {
      Term term = terms.what[i] == Scan.SUFFIX ? null : lexicon.term(terms.what[i]);
      rotated |= term != null && term.is(Sense.ROTATED);
      backwards |= term != null && term.is(Sense.BACKWARDS);
    }
    String all = rotated || backwards ? new String(text, 0, length) : "";
    if (rotated) {
      readings.add(rot13(all));
    }
    if (backwards) {
      readings.add(new StringBuilder(all).reverse().toString());
    }
  }

  private static String rot13(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int base = c & ~0x1f;
      out.append(Checks.letter(c) ? (char) (base + 1 + (c - base - 1 + 13) % 26) : c);
    }
    return out.toString();
  }
}
