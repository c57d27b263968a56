package io.postern.policy.extract.file;

/** Printable runs in a binary file, in ASCII and in UTF-16, as strings(1) finds them. */
final class Strings {
  private static final int SHORTEST = 6;

  private Strings() {}

  /** One run a line. */
  static String in(byte[] b) {
    StringBuilder out = new StringBuilder();
    runs(b, 0, 1, out);
    runs(b, 0, 2, out);
    runs(b, 1, 2, out);
    return out.toString();
  }

  private static void runs(byte[] b, int from, int step, StringBuilder out) {
    int start = out.length();
    for (int i = from; i < b.length; i += step) {
      boolean printable = b[i] >= ' ' && b[i] < 0x7f;
      boolean wide = step == 1 || (i + 1 < b.length && b[i + 1] == 0);
      if (printable && wide) {
        out.append((char) b[i]);
      } else {
        start = end(out, start);
      }
    }
    end(out, start);
  }

  private static int end(StringBuilder out, int start) {
    if (out.length() - start < SHORTEST) {
      out.setLength(start);
    } else {
      out.append('\n');
    }
    return out.length();
  }
}
