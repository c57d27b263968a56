package io.postern.core.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.james.mime4j.stream.Field;

/** Text out of the bytes of a header field. */
final class FieldText {
  private static final Charset LAST_RESORT = Charset.forName("windows-1252");

  private FieldText() {}

  /** The body of a field, unfolded (RFC 5322 2.2.3), encoded words left alone. */
  static String raw(Field field) {
    byte[] bytes = field.getRaw().toByteArray();
    int colon = 0;
    while (colon < bytes.length && bytes[colon] != ':') {
      colon++;
    }
    int start = Math.min(colon + 1, bytes.length);
    return unfold(decode(bytes, start, bytes.length - start)).strip();
  }

  private static String decode(byte[] bytes, int offset, int length) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return text.toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, offset, length, LAST_RESORT);
    }
  }

  private static String unfold(String text) {
    if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
      return text;
    }
    return text.replace("\r", "").replace("\n", "");
  }
}
