package io.postern.outbound.protect;

import io.postern.core.mime.HeaderBlock.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The Content-* fields of the cryptographic payload: the author's, with {@code hp="cipher"} added
 * to Content-Type. Where that field is doubled, broken or says hp already, the body goes unchanged
 * into a {@code multipart/mixed} of one part, which then carries the parameter.
 *
 * @param payloadFields without the empty line
 * @param prologue what stands before the author's body
 * @param epilogue what stands behind it
 */
record ContentFields(byte[] payloadFields, byte[] prologue, byte[] epilogue) {
  private static final String HP = "hp=\"cipher\"";
  private static final byte[] NOTHING = {};

  static ContentFields of(List<Field> fields) {
    List<Field> types = fields.stream().filter(field -> field.is("Content-Type")).toList();
    if (types.isEmpty()) {
      // RFC 2045 5.2: what a message without the field is taken for.
      byte[] type = ascii("Content-Type: text/plain; charset=us-ascii; " + HP + "\r\n");
      return new ContentFields(join(raw(fields), type), NOTHING, NOTHING);
    }
    boolean extensible = types.size() == 1 && isExtensible(types.getFirst().value());
    return extensible ? extended(fields) : enclosed(fields);
  }

  private static ContentFields extended(List<Field> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    for (Field field : fields) {
      out.writeBytes(field.is("Content-Type") ? withHp(field) : lineEnded(field.raw()));
    }
    return new ContentFields(out.toByteArray(), NOTHING, NOTHING);
  }

  private static ContentFields enclosed(List<Field> fields) {
    String boundary = Boundary.create();
    byte[] type =
        ascii("Content-Type: multipart/mixed; boundary=\"" + boundary + "\";\r\n " + HP + "\r\n");
    byte[] prologue = join(ascii("--" + boundary + "\r\n"), raw(fields), ascii("\r\n"));
    return new ContentFields(type, prologue, ascii("\r\n--" + boundary + "--\r\n"));
  }

  private static byte[] withHp(Field type) {
    byte[] raw = type.raw();
    int end = raw.length;
    while (end > 0 && (raw[end - 1] <= ' ' || raw[end - 1] == ';')) {
      end--;
    }
    return join(java.util.Arrays.copyOf(raw, end), ascii(";\r\n " + HP + "\r\n"));
  }

  /**
   * True for {@code type/subtype} with parameters, where a further one can be put at the end: all
   * quotes closed, no comments, no hp yet.
   */
  private static boolean isExtensible(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    boolean quoted = false;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == ')' || (c < ' ' && c != '\t') || c > '~')) {
        return false;
      }
    }
    return !quoted
        && lower.matches("[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\\s*(;.*)?")
        && !lower.matches(".*;\\s*hp(-legacy-display)?\\s*=.*");
  }

  private static byte[] raw(List<Field> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    fields.forEach(field -> out.writeBytes(lineEnded(field.raw())));
    return out.toByteArray();
  }

  private static byte[] lineEnded(byte[] raw) {
    return raw.length > 0 && raw[raw.length - 1] == '\n' ? raw : join(raw, ascii("\r\n"));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
