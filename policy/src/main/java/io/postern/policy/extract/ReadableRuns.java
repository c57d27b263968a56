package io.postern.policy.extract;

/**
 * Text inside bytes that are not text as a whole: runs of printable ASCII, in one byte or two bytes
 * a character. What a person finds with a simple viewer is scanned whatever the format says.
 */
final class ReadableRuns {
  /** Random bytes hold a run of this length once in 100,000 bytes (0.38 to the 12th). */
  private static final int SHORTEST = 12;

  private ReadableRuns() {}

  /** The runs, one a line; linear in {@code end - from}. */
  static String of(byte[] bytes, int from, int end) {
    StringBuilder out = new StringBuilder();
    runs(bytes, from, end, 1, out);
    runs(bytes, from, end, 2, out);
    runs(bytes, from + 1, end, 2, out);
    return out.toString();
  }

  private static void runs(byte[] bytes, int from, int end, int width, StringBuilder out) {
    int start = from;
    for (int i = from; i <= end; i += width) {
      if (i < end && printable(bytes[i]) && (width == 1 || (i + 1 < end && bytes[i + 1] == 0))) {
        continue;
      }
      if (i - start >= SHORTEST * width) {
        append(bytes, start, Math.min(i, end), width, out);
      }
      start = i + width;
    }
  }

  private static void append(byte[] bytes, int from, int end, int width, StringBuilder out) {
    for (int i = from; i < end; i += width) {
      out.append((char) bytes[i]);
    }
    out.append('\n');
  }

  private static boolean printable(byte b) {
    return (b >= ' ' && b < 0x7f) || b == '\t' || b == '\r' || b == '\n';
  }
}
