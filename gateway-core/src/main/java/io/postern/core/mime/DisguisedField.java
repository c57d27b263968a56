package io.postern.core.mime;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a MIME field where a strict reader sees none: under a name that is not quite its own, or at
 * the start of a line that continues another field. Lenient readers look for the letters and
 * overlook the rest.
 */
final class DisguisedField {
  private static final Set<String> NAMES =
      Set.of("content-type", "content-transfer-encoding", "content-disposition");
  private static final Set<String> LETTERS =
      Set.of("contenttype", "contenttransferencoding", "contentdisposition");

  /** With a value that belongs to such a field: lists of names in signatures have none. */
  private static final Pattern FOLDED =
      Pattern.compile(
          "\\n[^a-z\\n]{1,9}content[^a-z\\n]{0,3}(?:type|transfer[^a-z\\n]{0,3}encoding)[^a-z\\n]{0,9}:"
              + "[^a-z:]{0,9}(?:x-)?(?:[a-z-]+/[a-z]|multi|base64|quoted|uue?)");

  private DisguisedField() {}

  /**
   * Whether a field, or a line that is none, could be taken for another.
   *
   * @param field with its name and folded lines
   */
  static boolean isIn(byte[] field) {
    if (!mayBe(field)) {
      return false;
    }
    String text = new String(field, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).stripTrailing();
    boolean disguised = !NAMES.contains(name) && LETTERS.contains(name.replaceAll("[^a-z]", ""));
    return disguised || isFolded(text);
  }

  private static boolean isFolded(String text) {
    Matcher folded = FOLDED.matcher(text);
    return folded.find();
  }

  /** Most fields hold no such word. */
  private static boolean mayBe(byte[] field) {
    for (int i = 0; i + 6 < field.length; i++) {
      if ((field[i] | 0x20) == 'c'
          && (field[i + 1] | 0x20) == 'o'
          && (field[i + 2] | 0x20) == 'n'
          && (field[i + 3] | 0x20) == 't'
          && (field[i + 4] | 0x20) == 'e'
          && (field[i + 5] | 0x20) == 'n'
          && (field[i + 6] | 0x20) == 't') {
        return true;
      }
    }
    return false;
  }
}
