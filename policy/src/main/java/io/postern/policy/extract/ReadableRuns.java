package io.postern.policy.extract;

import java.util.Arrays;

/**
 * Text inside bytes that are not text as a whole: runs of printable ASCII, in one byte or two bytes
 * a character. What a person finds with a simple viewer is scanned whatever the format says.
 */
final class ReadableRuns {
  /** Random bytes hold a run of this length once in 100,000 bytes (0.38 to the 12th). */
  private static final int SHORTEST = 12;

  /** Groups of three bytes that lie wholly within the shortest run, wherever it begins. */
  static final int WHOLE_GROUPS = (SHORTEST - 2) / 3;

  private static final boolean[] PRINTABLE = printable();

  private ReadableRuns() {}

  private static boolean[] printable() {
    boolean[] table = new boolean[256];
    Arrays.fill(table, ' ', 0x7f, true);
    table['\t'] = true;
    table['\r'] = true;
    table['\n'] = true;
    return table;
  }

  /** The runs, one a line; linear in {@code end - from}, and mostly much less. */
  static String of(byte[] bytes, int from, int end) {
    StringBuilder out = new StringBuilder();
    runs(bytes, from, end, 1, out);
    runs(bytes, from, end, 2, out);
    runs(bytes, from + 1, end, 2, out);
    return out.toString();
  }

  /** Looks at the last character of a run that could begin here, and mostly moves on behind it. */
  private static void runs(byte[] bytes, int from, int end, int width, StringBuilder out) {
    int shortest = SHORTEST * width;
    int start = from;
    while (start + shortest <= end) {
      int i = start + shortest - width;
      while (i >= start && readable(bytes, i, width)) {
        i -= width;
      }
      if (i < start) {
        int stop = start + shortest;
        while (stop + width <= end && readable(bytes, stop, width)) {
          stop += width;
        }
        append(bytes, start, stop, width, out);
        i = stop;
      }
      start = i + width;
    }
  }

  private static boolean readable(byte[] bytes, int i, int width) {
    return PRINTABLE[bytes[i] & 0xff] && (width == 1 || bytes[i + 1] == 0);
  }

  private static void append(byte[] bytes, int from, int end, int width, StringBuilder out) {
    for (int i = from; i < end; i += width) {
      out.append((char) bytes[i]);
    }
    out.append('\n');
  }
}
