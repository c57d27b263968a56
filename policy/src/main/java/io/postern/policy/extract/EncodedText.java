package io.postern.policy.extract;

import java.util.regex.Pattern;

/** Content in a second encoding inside a text, which some readers unpack and we do not. */
final class EncodedText {
  /** Lines of base64 in a row from which it is a file rather than a key or a signature. */
  private static final int LINES = 8;

  private static final Pattern MARK =
      Pattern.compile(
          "^(content-transfer-encoding:[ \\t]*(base64|quoted-printable)|begin [0-7]{3} \\S|=ybegin )",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{60,76}");

  private EncodedText() {}

  /** True where the text holds such content. Linear in the length of the text. */
  static boolean in(String text) {
    int run = 0;
    boolean openPgp = false;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String clean = line.stripTrailing();
      if (clean.startsWith("-----")) {
        openPgp = excused(clean);
      }
      run = !openPgp && BASE64.matcher(clean).matches() ? run + 1 : 0;
      if (run >= LINES || MARK.matcher(clean).find()) {
        return true;
      }
    }
    return false;
  }

  private static boolean excused(String line) {
    return line.equals("-----BEGIN PGP SIGNATURE-----")
        || line.equals("-----BEGIN PGP PUBLIC KEY BLOCK-----");
  }
}
