package io.postern.outbound.text;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** Values for header fields, safe to put behind a colon: none of them holds a line break. */
public final class MailText {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** RFC 2047 2: an encoded word has at most 75 octets; in base 64 that leaves 45 for text. */
  private static final int WORD = 45;

  private MailText() {}

  /** A date-time (RFC 5322 3.3). */
  public static String date(Instant when) {
    return DATE.format(when);
  }

  /** A display name: quoted, or encoded where it is not ASCII (RFC 5322 3.2.5, RFC 2047 5). */
  public static String phrase(String text) {
    String clean = printable(text);
    return ascii(clean)
        ? '"' + clean.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : encoded(clean);
  }

  /** Free text, encoded where it is not ASCII. */
  public static String unstructured(String text) {
    String clean = printable(text);
    return ascii(clean) ? clean : encoded(clean);
  }

  /** The text with every control character, line breaks among them, made a space. */
  public static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]+", " ");
  }

  private static String encoded(String text) {
    StringBuilder words = new StringBuilder();
    StringBuilder chunk = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          int size = bytes(chunk.toString()).length + bytes(Character.toString(c)).length;
          if (size > WORD) {
            append(words, chunk);
          }
          chunk.appendCodePoint(c);
        });
    append(words, chunk);
    return words.toString();
  }

  private static void append(StringBuilder words, StringBuilder chunk) {
    words.append(words.isEmpty() ? "" : " ");
    words.append("=?utf-8?B?");
    words.append(Base64.getEncoder().encodeToString(bytes(chunk.toString()))).append("?=");
    chunk.setLength(0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean ascii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
