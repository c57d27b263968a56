package io.postern.core.model;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Domain names in the form that DNS knows. A name that the mapping would turn into <em>another</em>
 * name is refused: under the older rules {@code faß.example} becomes {@code fass.example}, which
 * belongs to somebody else.
 *
 * <p>Standards: RFC 5890 (A-labels), RFC 5891 (IDNA2008; names that it reads differently from its
 * predecessor are not taken).
 */
public final class DomainName {
  private DomainName() {}

  /** The name in A-labels and lower case; empty where it is none, or not in its own normal form. */
  public static Optional<String> toAscii(String name) {
    try {
      String ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      return isAscii(name) || means(ascii, name) ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a label too long or empty: no such name can exist
    }
  }

  private static boolean means(String ascii, String name) {
    String normal = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    return IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED).equals(normal);
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 128);
  }
}
