package io.postern.core.testing;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Octets that some host takes for the end of DATA, known ones and variants with NUL, of which some
 * hosts see nothing (RFC 5321 4.1.1.4).
 */
public final class FalseEnds {
  private static final Pattern NO_TEXT = Pattern.compile("\r(?!\n)|\0");

  private static final List<String> ALL =
      List.of(
          "\n.\n",
          "\n.\r\n",
          "\r\n.\n",
          "\n\n.\n\n",
          "\r.\r",
          "\r.\n",
          "\n.\r",
          "\r.\r\n",
          "\r\n.\r",
          "\r\n.\r\r\n",
          "\r\r\n.\r\r\n",
          "\n\r.\n\r",
          "\r\n\0.\r\n",
          "\r\n.\0\r\n",
          "\r\n.\r\0\n",
          "\r\0\n.\r\n",
          "\r\0.\0\r",
          "\n\0.\n",
          "\n\0.\0\n",
          "\0\r\n.\n");

  private FalseEnds() {}

  /** All but those that come with long lines. */
  public static Stream<String> all() {
    return ALL.stream();
  }

  /** Those of them with a bare CR or a NUL, which no text may hold. */
  public static Stream<String> ofNoText() {
    return all().filter(NO_TEXT.asPredicate());
  }

  /** Those of line feeds, which BDAT may bring. */
  public static Stream<String> ofLineFeeds() {
    return all().filter(NO_TEXT.asPredicate().negate());
  }

  /** Others, with a line that is longer than 998 octets (RFC 5321 4.5.3.1.6). */
  public static Stream<String> withLongLines() {
    return Stream.of("\r\n." + "x".repeat(998) + "\n.\n", "x".repeat(1000) + "\r.\r\n");
  }

  /** What does end DATA, or is a line that must be stuffed, where the length says what ends. */
  public static Stream<String> trueOnes() {
    return Stream.of("\r\n.\r\n", "\r\n..\r\n");
  }
}
