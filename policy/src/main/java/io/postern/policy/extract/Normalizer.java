package io.postern.policy.extract;

import java.text.Normalizer.Form;
import java.util.Arrays;

/**
 * Brings text into the form that rules are written for, and remembers where each character came
 * from: compatibility forms (NFKC), decimal digits of any script as ASCII, every dash as {@code -},
 * every space as a space, invisible characters gone, look-alikes of Latin letters inside Latin
 * words as Latin. Plain ASCII without control characters passes without a copy.
 */
final class Normalizer {
  private static final String OTHER_SCRIPTS =
      "\u0430a\u0435e\u043eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u0501d\u04bbh"
          + "\u0410A\u0412B\u0415E\u041aK\u041cM\u041dH\u041eO\u0420P\u0421C\u0422T\u0425X\u0405S"
          + "\u0406I\u0408J\u0391A\u0392B\u0395E\u0396Z\u0397H\u0399I\u039aK\u039cM\u039dN\u039fO"
          + "\u03a1P\u03a4T\u03a5Y\u03a7X\u03bfo\u03b1a\u03bdv\u03c1p\u03b9i\u03bau\u051aQ\u051bq"
          + "\u0261g\u0251a\u0131i\u04c0I\u04cfl\u0432b\u043dh\u043am\u0442t"
          // Armenian
          + "\u0585o\u057du\u0570h\u0578n\u0555O\u054fS\u0566q\u0581g";
  private static final char[] LOOKALIKE = lookalikes();

  private char[] out = new char[1024];
  private int[] origin = new int[1024];
  private int length;
  private boolean mixed;

  private static char[] lookalikes() {
    char[] table = new char[0x590];
    for (int i = 0; i < OTHER_SCRIPTS.length(); i += 2) {
      table[OTHER_SCRIPTS.charAt(i)] = OTHER_SCRIPTS.charAt(i + 1);
    }
    return table;
  }

  /** The normalised text; the result's arrays are used again by the next call. */
  PartText normalize(String part, PartText.Form form, char[] text, int textLength) {
    if (isAscii(text, textLength)) {
      return new PartText(part, form, text, textLength, null);
    }
    length = 0;
    mixed = false;
    int i = 0;
    while (i < textLength) {
      i = text[i] < 0x80 ? ascii(text[i], i) : other(text, i, textLength);
    }
    if (mixed) {
      foldLookalikes();
    }
    return new PartText(part, form, out, length, origin);
  }

  private static boolean isAscii(char[] text, int n) {
    for (int i = 0; i < n; i++) {
      if (text[i] >= 0x80 || isControl(text[i])) {
        return false;
      }
    }
    return true;
  }

  /** Shown by no reader, so it must not part a number. */
  private static boolean isControl(char c) {
    return c == 127 || (c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f');
  }

  private int ascii(char c, int from) {
    if (!isControl(c)) {
      put(c, from);
    }
    return from + 1;
  }

  private int other(char[] text, int from, int end) {
    int code = Character.codePointAt(text, from, end);
    int next = from + Character.charCount(code);
    if (isInvisible(code)) {
      return next;
    }
    int digit = Character.digit(code, 10);
    if (digit >= 0) {
      put((char) ('0' + digit), from);
    } else if (Character.isSpaceChar(code)) {
      put(code == 0x2028 || code == 0x2029 ? '\n' : ' ', from);
    } else if (isDash(code)) {
      put('-', from);
    } else if (code == 0x2018 || code == 0x2019 || code == 0x02bc) {
      put('\'', from);
    } else {
      return compose(text, from, next, end);
    }
    return next;
  }

  /** Takes a character with the combining marks that follow it; what does not compose goes. */
  private int compose(char[] text, int from, int next, int end) {
    int stop = next;
    while (stop < end && stop - from < 16 && isMark(text[stop])) {
      stop++;
    }
    if (stop == next && isLatinLetter(text[from])) {
      put(text[from], from);
      return next;
    }
    String run = new String(text, from, stop - from);
    String normal = java.text.Normalizer.normalize(run, Form.NFKC);
    for (int i = 0; i < normal.length(); i++) {
      char c = normal.charAt(i);
      mixed |= c < LOOKALIKE.length && LOOKALIKE[c] != 0;
      if (!isMark(c)) {
        put(c, from);
      }
    }
    return stop;
  }

  private void put(char c, int from) {
    if (length == out.length) {
      out = Arrays.copyOf(out, length * 2);
      origin = Arrays.copyOf(origin, length * 2);
    }
    out[length] = c;
    origin[length++] = from;
  }

  /** A word of Cyrillic stays Cyrillic; a Latin or numeric word with a Cyrillic letter does not. */
  private void foldLookalikes() {
    int i = 0;
    while (i < length) {
      int start = i;
      boolean latin = false;
      while (i < length && Character.isLetterOrDigit(out[i])) {
        latin |= out[i] < 0x80;
        i++;
      }
      if (latin) {
        fold(start, i);
      }
      i++;
    }
  }

  private void fold(int start, int stop) {
    for (int i = start; i < stop; i++) {
      char c = out[i];
      if (c < LOOKALIKE.length && LOOKALIKE[c] != 0) {
        out[i] = LOOKALIKE[c];
      }
    }
  }

  private static boolean isLatinLetter(char c) {
    return c >= 0xc0 && c <= 0x17f;
  }

  private static boolean isMark(char c) {
    return c >= 0x300
        && (c <= 0x36f || (c >= 0x483 && Character.getType(c) == Character.NON_SPACING_MARK));
  }

  private static boolean isInvisible(int c) {
    return c == 0xad
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x2069)
        || c == 0xfeff
        || c == 0x34f
        || c == 0x61c
        || c == 0x180e
        || (c >= 0xfe00 && c <= 0xfe0f)
        || (c >= 0xe0000 && c <= 0xe01ef);
  }

  private static boolean isDash(int c) {
    return (c >= 0x2010 && c <= 0x2015)
        || c == 0x2212
        || c == 0xfe58
        || c == 0xfe63
        || c == 0xff0d
        || c == 0x2043;
  }
}
