package io.postern.web.portal;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** A name that a sender chose, made harmless for the reader's disk and for a header. */
final class SafeFileName {
  private static final int LONGEST = 120;

  /** Names that Windows takes for devices, with or without an extension. */
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

  private SafeFileName() {}

  /**
   * The last path element without characters that are invisible, reorder text (U+202E shows {@code
   * exe.pdf} for {@code fdp.exe}) or mean something to a file system; {@code otherwise} where
   * nothing is left.
   */
  static String of(String name, String otherwise) {
    String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
    String last = normal.substring(Math.max(normal.lastIndexOf('/'), normal.lastIndexOf('\\')) + 1);
    StringBuilder clean = new StringBuilder();
    last.codePoints()
        .filter(SafeFileName::visible)
        .map(SafeFileName::plain)
        .forEach(clean::appendCodePoint);
    String trimmed = clean.toString().strip().replaceAll("^[. ]+|[. ]+$", "");
    String safe = shorten(DEVICE.matcher(trimmed).matches() ? "_" + trimmed : trimmed);
    return safe.isEmpty() ? otherwise : safe;
  }

  /** The value of a Content-Disposition field that makes a browser store it (RFC 6266 4.3, D). */
  static String disposition(String safeName) {
    StringBuilder ascii = new StringBuilder();
    safeName.chars().forEach(c -> ascii.append(c > 126 || c == '%' ? '_' : (char) c));
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + percent(safeName);
  }

  /** The ext-value of RFC 8187 3.2.1, without its charset. */
  static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean attrChar = b > 32 && (Character.isLetterOrDigit(b) || "!#$&+-.^_`|~".indexOf(b) >= 0);
      out.append(attrChar ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return out.toString();
  }

  private static boolean visible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static int plain(int c) {
    boolean special = c < 128 && "<>:\"|?*;'`$&".indexOf(c) >= 0;
    return special ? '_' : Character.isSpaceChar(c) ? ' ' : c;
  }

  /** Cuts the middle out, so that the extension stays. */
  private static String shorten(String name) {
    if (name.codePointCount(0, name.length()) <= LONGEST) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String end = dot > 0 && name.length() - dot <= 16 ? name.substring(dot) : "";
    return name.substring(0, name.offsetByCodePoints(0, LONGEST - end.length())) + end;
  }
}
