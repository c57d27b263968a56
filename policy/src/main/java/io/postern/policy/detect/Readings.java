package io.postern.policy.detect;

import io.postern.policy.extract.LenientBase64;
import io.postern.policy.extract.PartText;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");

  /** RFC 2045 6.7, soft line breaks included. */
  private static final Pattern QUOTED_PRINTABLE =
      Pattern.compile("=(?:([0-9A-Fa-f]{2})|[ \\t]*\\r?\\n)");

  private static final Pattern BACKSLASH =
      Pattern.compile("\\\\(?:u|x(?=[0-9A-Fa-f]{2}))((?<=u)[0-9A-Fa-f]{4}|(?<=x)[0-9A-Fa-f]{2})");

  /** Numeric character references in what claims to be plain text. */
  private static final Pattern REFERENCE =
      Pattern.compile("&#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}));?");

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
      unescape(PERCENT);
    }
    if (signs.quotedPrintable()) {
      unescape(QUOTED_PRINTABLE);
    }
    if (signs.escapes()) {
      unescape(BACKSLASH);
    }
    if (signs.entities()) {
      unescape(REFERENCE);
    }
  }

  /** The first group of an escape is hexadecimal, the second decimal; without both it vanishes. */
  private void unescape(Pattern escape) {
    Matcher matcher = escape.matcher(CharBuffer.wrap(text, 0, length));
    readings.add(matcher.replaceAll(m -> Matcher.quoteReplacement(character(m))));
  }

  private static String character(MatchResult escape) {
    String hexadecimal = escape.group(1);
    String decimal = escape.groupCount() > 1 ? escape.group(2) : null;
    if (hexadecimal == null && decimal == null) {
      return "";
    }
    int code = hexadecimal == null ? Integer.parseInt(decimal) : Integer.parseInt(hexadecimal, 16);
    return Character.isValidCodePoint(code) ? Character.toString(code) : "";
  }

  /** All long tokens that decode to text, one a line. */
  private void tokens(Marks tokens) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (int i = 0; i < tokens.size; i++) {
      if (tokens.start[i] >= done) {
        int from = tokens.start[i];
        while (from > done && LenientBase64.letter(text[from - 1])) {
          from--;
        }
        int to = tokens.end[i];
        while (to < length && LenientBase64.letter(text[to])) {
          to++;
        }
        token(from, to, out);
        done = to;
      }
    }
    if (out.length() > 0) {
      readings.add(out.toString());
    }
  }

  /** Taken only where all of it are letters of base64, and as digits of base 16 where they are. */
  private void token(int from, int to, StringBuilder out) {
    if (!LenientBase64.letters(text, from, to)) {
      return;
    }
    if ((to - from) % 2 == 0 && hexadecimal(from, to)) {
      text(HexFormat.of().parseHex(text, from, to), out);
    }
    if (mayBeText((int) ((to - from) * 3L / 4), LenientBase64.notAscii(text, from, to))) {
      byte[] letters = new String(text, from, to - from).getBytes(StandardCharsets.ISO_8859_1);
      text(LenientBase64.decode(letters, 0, letters.length), out);
    }
  }

  /**
   * False where {@link #text} would refuse so many bytes whatever they are: what is printable is
   * ASCII, so there are at most {@code size - notAscii} of it. Most long words are no base64 and
   * need not be decoded to be found so; that was 3 % of the CPU of a message of rulers.
   */
  static boolean mayBeText(int size, int notAscii) {
    int ascii = size - notAscii;
    return ascii >= PRINTABLE * (ascii + notAscii / 3);
  }

  private boolean hexadecimal(int from, int to) {
    int i = from;
    while (i < to && Disguises.hex(text[i])) {
      i++;
    }
    return i == to;
  }

  static void text(byte[] bytes, StringBuilder out) {
    int printable = 0;
    int ascii = 0;
    for (byte b : bytes) {
      printable += (b >= ' ' && b < 0x7f) || b == '\n' ? 1 : 0;
      ascii += b >= 0 ? 1 : 0;
    }
    // Three bytes and more, or four for two: no character of UTF-8 takes less of Java's.
    int fewest = ascii + (bytes.length - ascii) / 3;
    if (printable < PRINTABLE * fewest) {
      return;
    }
    String decoded = new String(bytes, StandardCharsets.UTF_8);
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
