package io.postern.outbound.dkim;

import io.postern.core.mime.HeaderBlock.Field;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The form in which header and body are hashed (RFC 6376 3.4). One char is one octet. We write
 * relaxed; others write both.
 */
enum Canonicalization {
  SIMPLE,
  RELAXED;

  /** By its name in the tag c=; none where it is unknown. */
  static Optional<Canonicalization> of(String name) {
    return switch (name) {
      case "simple" -> Optional.of(SIMPLE);
      case "relaxed" -> Optional.of(RELAXED);
      default -> Optional.empty();
    };
  }

  /** A field with its line end. */
  String field(Field field) {
    String raw = new String(field.raw(), StandardCharsets.ISO_8859_1);
    return switch (this) {
      case SIMPLE -> raw;
      case RELAXED -> relaxed(raw) + "\r\n";
    };
  }

  /**
   * The signature's own field (RFC 6376 3.7): without a line end.
   *
   * @param raw with an empty b=
   */
  String own(String raw) {
    return switch (this) {
      case SIMPLE -> raw;
      case RELAXED -> relaxed(raw);
    };
  }

  private static String relaxed(String raw) {
    int colon = raw.indexOf(':');
    String name = raw.substring(0, colon).stripTrailing().toLowerCase(Locale.ROOT);
    return name + ":" + blanks(raw.substring(colon + 1).replace("\r\n", ""));
  }

  private static String blanks(String value) {
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean blank = c == ' ' || c == '\t';
      if (!blank) {
        out.append(c);
      } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    int end = out.length();
    return end > 0 && out.charAt(end - 1) == ' ' ? out.substring(0, end - 1) : out.toString();
  }
}
