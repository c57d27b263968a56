package io.postern.policy.extract;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which charset a text is in. */
final class Charsets {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final Set<String> MEANS_NOTHING =
      Set.of(
          "",
          "us-ascii",
          "ascii",
          "default",
          "default_charset",
          "unknown-8bit",
          "x-unknown",
          "unknown",
          "8bit",
          "none",
          "utf8",
          "utf-8",
          "iso-8859-1",
          "latin1",
          "_iso-2022-jp$sio",
          "3dus-ascii",
          "chinesebig5",
          "x-user-defined");

  private Charsets() {}

  /** What UTF-16 or UTF-32 it is by its first bytes, null where neither. */
  static @Nullable Charset wide(byte[] b, int n) {
    if (n >= 4 && b[0] == 0 && b[1] == 0 && b[2] == (byte) 0xfe && b[3] == (byte) 0xff) {
      return Charset.forName("UTF-32BE");
    } else if (n >= 4 && b[0] == (byte) 0xff && b[1] == (byte) 0xfe && b[2] == 0 && b[3] == 0) {
      return Charset.forName("UTF-32LE");
    } else if (n >= 2 && b[0] == (byte) 0xfe && b[1] == (byte) 0xff) {
      return StandardCharsets.UTF_16BE;
    } else if (n >= 2 && b[0] == (byte) 0xff && b[1] == (byte) 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    return zeroes(b, Math.min(n, 512));
  }

  /** Every second byte of Latin text in UTF-16 is zero. */
  private static @Nullable Charset zeroes(byte[] b, int n) {
    int even = 0;
    int odd = 0;
    for (int i = 0; i + 1 < n; i += 2) {
      even += b[i] == 0 ? 1 : 0;
      odd += b[i + 1] == 0 ? 1 : 0;
    }
    int pairs = n / 2;
    if (pairs >= 4 && odd * 10 >= pairs * 7 && even * 20 <= pairs) {
      return StandardCharsets.UTF_16LE;
    }
    return pairs >= 4 && even * 10 >= pairs * 7 && odd * 20 <= pairs
        ? StandardCharsets.UTF_16BE
        : null;
  }

  /** The declared charset where Java knows it; empty where it is unknown to us. */
  static Optional<Charset> named(String name) {
    String clean = name.strip().toLowerCase(Locale.ROOT).replace("\"", "").replace("'", "");
    if (MEANS_NOTHING.contains(clean)) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    try {
      return Optional.of(Charset.forName(clean));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  /** Whether readers will guess at these bytes, each in its own way. */
  static boolean guessed(String name, byte[] b, int length) {
    boolean known = wide(b, length) != null || named(name).isPresent();
    return !known && (name.contains("7") || hasHighBits(b, length));
  }

  /** What common readers make of the bytes; one text where they all agree. */
  static List<String> readings(byte[] b, int length, String name) {
    Set<String> all = new LinkedHashSet<>();
    Charset wide = wide(b, length);
    Charset declared = wide == null ? named(name).orElse(StandardCharsets.UTF_8) : wide;
    String text = declared.equals(StandardCharsets.UTF_8) ? "" : new String(b, 0, length, declared);
    if (!text.isEmpty()) {
      all.add(text);
    }
    if (text.isEmpty() || wide != null || !agreesOnAscii(text, b, length)) {
      // readers that do not know the charset, or ignore it, show this
      all.add(lenient(b, length));
    }
    if (wide != null) {
      named(name).filter(c -> !c.equals(wide)).ifPresent(c -> all.add(new String(b, 0, length, c)));
    }
    if (namesUtf7(name + start(b, length))) {
      all.add(Utf7.decode(new String(b, 0, length, StandardCharsets.ISO_8859_1)));
    }
    return List.copyOf(all);
  }

  /** Whether it says {@code utf7} or {@code utf-7} in any case; sevens are rarer than letters. */
  static boolean namesUtf7(String text) {
    int seven = text.indexOf('7');
    while (seven >= 0) {
      int end = seven > 0 && text.charAt(seven - 1) == '-' ? seven - 1 : seven;
      if (text.regionMatches(true, end - 3, "utf", 0, 3)) {
        return true;
      }
      seven = text.indexOf('7', seven + 1);
    }
    return false;
  }

  /** Long enough for what HTML says of its charset (HTML Standard 13.2.3.2). */
  private static String start(byte[] b, int length) {
    return new String(b, 0, Math.min(length, 1024), StandardCharsets.ISO_8859_1);
  }

  private static boolean hasHighBits(byte[] b, int length) {
    for (int i = 0; i < length; i++) {
      if (b[i] < 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean agreesOnAscii(String text, byte[] b, int length) {
    if (text.length() > length) {
      return false;
    }
    int shown = 0;
    int stored = 0;
    for (int i = 0; i < text.length(); i++) {
      shown += text.charAt(i) < 0x80 ? 1 : 0;
    }
    for (int i = 0; i < length; i++) {
      stored += b[i] >= 0 ? 1 : 0;
    }
    return shown == stored;
  }

  /** UTF-8 where the bytes are UTF-8, else windows-1252, which never fails. */
  static String lenient(byte[] b, int n) {
    String text = new String(b, 0, n, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : new String(b, 0, n, WINDOWS_1252);
  }
}
