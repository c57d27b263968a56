package io.postern.web.portal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** Header fields and encoded bodies of the mail that the portal writes. For one thread. */
final class MailWriter {
  /** RFC 5322 3.3, with the day of two digits. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

  /** So that an encoded word of any text stays below the 75 characters of RFC 2047 2. */
  private static final int WORD_BYTES = 42;

  private final OutputStream out;

  MailWriter(OutputStream out) {
    this.out = out;
  }

  /** A field whose value is made of ASCII without line breaks. */
  MailWriter field(String name, String value) throws IOException {
    if (value.chars().anyMatch(c -> c == '\r' || c == '\n')) {
      throw new IOException("a header field holds no line break");
    }
    return line(name + ": " + value);
  }

  /** A field of free text, encoded where needed (RFC 2047). */
  MailWriter text(String name, String value) throws IOException {
    return line(name + ": " + words(value));
  }

  MailWriter date(Instant now) throws IOException {
    return field("Date", DATE.format(now.atOffset(ZoneOffset.UTC)));
  }

  /** A line of its own; UTF-8 where an address needs it (RFC 6532). */
  MailWriter line(String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** The body of a text part with the two fields that declare it, in base64. */
  MailWriter textPart(String text) throws IOException {
    line("Content-Type: text/plain; charset=utf-8");
    line("Content-Transfer-Encoding: base64").line("");
    String crlf = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n");
    try (OutputStream body = base64()) {
      body.write(crlf.getBytes(StandardCharsets.UTF_8));
    }
    return line("");
  }

  /** Encodes in lines of 76 (RFC 2045 6.8); close it to end the body. */
  OutputStream base64() {
    return Base64.getMimeEncoder().wrap(new Unclosed(out));
  }

  /** A display name and an address (RFC 5322 3.4). */
  static String mailbox(String name, String address) {
    return name.isEmpty() ? "<" + address + ">" : phrase(name) + " <" + address + ">";
  }

  private static String phrase(String name) {
    return isPlain(name) ? '"' + name.replace("\\", "").replace("\"", "") + '"' : words(name);
  }

  private static boolean isPlain(String text) {
    return text.length() <= 60
        && text.chars().allMatch(c -> c >= 32 && c < 127)
        && !text.contains("=?");
  }

  /** Plain text as it is, other text as encoded words on lines of their own. */
  static String words(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder words = new StringBuilder();
    StringBuilder piece = new StringBuilder();
    text.codePoints()
        .map(c -> c < 32 || c == 127 ? ' ' : c)
        .forEach(c -> {
          if (utf8(piece.toString() + Character.toString(c)).length > WORD_BYTES) {
            word(words, piece.toString());
            piece.setLength(0);
          }
          piece.appendCodePoint(c);
        });
    word(words, piece.toString());
    return words.toString();
  }

  private static void word(StringBuilder words, String piece) {
    words.append(words.isEmpty() ? "" : "\r\n ");
    words.append("=?utf-8?B?").append(Base64.getEncoder().encodeToString(utf8(piece))).append("?=");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
