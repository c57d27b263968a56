package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a message with a line above its text: of the first plain text and the first HTML, where
 * they are for reading and nobody signed them. For one message and one thread.
 */
final class Banner implements EntityWalk.Visitor {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([A-Za-z0-9_.:-]+)", Pattern.CASE_INSENSITIVE);

  /** Those in which ASCII is ASCII. */
  private static final Pattern COMPATIBLE =
      Pattern.compile("us-ascii|ascii|utf-8|iso-8859-\\d+|windows-125\\d|koi8-r|koi8-u");

  private static final byte[] CRLF = {'\r', '\n'};

  private final String text;
  private final ByteArrayOutputStream out;
  private boolean plain;
  private boolean html;
  private boolean forwarded;

  /**
   * @param text printable ASCII
   */
  Banner(String text, ByteArrayOutputStream out) {
    this.text = text;
    this.out = out;
  }

  /** Whether it stands anywhere by now. */
  boolean written() {
    return plain || html;
  }

  @Override
  public void header(Entity entity, HeaderBlock header, byte[] end) {
    out.writeBytes(header.toBytes());
    out.writeBytes(end);
    forwarded |= entity.message();
    if (end.length > 0 && readable(entity, header)) {
      if (entity.type().equals("text/plain") && !plain) {
        plain = true;
        write(entity, text + "\r\n\r\n");
      } else if (entity.type().equals("text/html") && !html) {
        html = true;
        write(entity, "<p>" + escaped() + "</p>\r\n");
      }
    }
  }

  private boolean readable(Entity entity, HeaderBlock header) {
    String disposition =
        header.first("Content-Disposition").orElse("inline").toLowerCase(Locale.ROOT);
    Matcher charset = CHARSET.matcher(header.first("Content-Type").orElse(""));
    boolean compatible =
        !charset.find() || COMPATIBLE.matcher(charset.group(1).toLowerCase(Locale.ROOT)).matches();
    return !forwarded && !entity.sealed() && compatible && !disposition.startsWith("attachment");
  }

  private void write(Entity entity, String line) {
    switch (entity.encoding()) {
      case "base64" -> {
        // whole groups of three octets: what follows goes on as it was (RFC 2045 6.8)
        String even = line + " ".repeat((3 - line.length() % 3) % 3);
        out.writeBytes(Base64.getMimeEncoder().encode(ascii(even)));
        out.writeBytes(CRLF);
      }
      case "quoted-printable" -> out.writeBytes(ascii(quoted(line)));
      default -> out.writeBytes(ascii(line));
    }
  }

  /** RFC 2045 6.7: lines of at most 76, broken softly. */
  private static String quoted(String line) {
    StringBuilder written = new StringBuilder();
    int length = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      String one = c == '=' ? "=3D" : String.valueOf(c);
      if (length + one.length() > 72 && c != '\r' && c != '\n') {
        written.append("=\r\n");
        length = 0;
      }
      written.append(one);
      length = c == '\n' ? 0 : length + one.length();
    }
    return written.toString();
  }

  private String escaped() {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void body(byte[] octets, int offset, int length) {
    out.write(octets, offset, length);
  }

  @Override
  public void bodyEnd() {
    // what came is complete already
  }

  @Override
  public void between(byte[] octets, int offset, int length) {
    out.write(octets, offset, length);
  }
}
