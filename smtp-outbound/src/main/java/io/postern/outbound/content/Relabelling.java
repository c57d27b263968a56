package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The Content-Transfer-Encoding of an entity in its new form (RFC 2045 6). */
final class Relabelling {
  private static final String NAME = "Content-Transfer-Encoding";

  private Relabelling() {}

  /** Whether the label promises octets that will not be there, or may not be. */
  static boolean needed(Entity entity, Lines lines) {
    return entity.encoding().equals("binary")
        || (lines == Lines.SEVEN_BIT && entity.encoding().equals("8bit"));
  }

  /** What identity encoding is called among such lines. */
  static String label(Lines lines) {
    return switch (lines) {
      case SEVEN_BIT -> "7bit";
      case EIGHT_BIT -> "8bit";
    };
  }

  /** The header with that encoding, everything else as it was; without the empty line. */
  static byte[] apply(HeaderBlock header, String encoding) {
    byte[] line = (NAME + ": " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    boolean written = false;
    for (HeaderBlock.Field field : header.fields()) {
      boolean it = field.is(NAME);
      out.writeBytes(it ? line : field.raw());
      written |= it;
    }
    if (!written) {
      out.writeBytes(line);
    }
    return out.toByteArray();
  }
}
