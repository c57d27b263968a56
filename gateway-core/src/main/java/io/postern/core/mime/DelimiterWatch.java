package io.postern.core.mime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Notices lines that are almost the delimiter of a multipart (RFC 2046 5.1.1): in another case,
 * with more or fewer dashes, or with something behind it. Some readers begin a part there and some
 * do not. It reads ahead of whoever declares the boundaries, so lines wait a while for a boundary
 * that makes them matter. For one thread.
 */
final class DelimiterWatch extends FilterInputStream {
  /** More lines than a reader's buffer can hold ahead of it. */
  private static final int WAITING = 4096;

  /** A boundary has at most 70 characters; what stands behind it does not matter. */
  private static final int LONGEST = 160;

  /** A shorter boundary is not found as the beginning of a longer word. */
  private static final int TELLING = 6;

  private static final Pattern TRANSPORT_PADDING = Pattern.compile("[ \\t]+$");

  private final Set<String> delimiters = new HashSet<>();
  private final NavigableSet<String> cores = new TreeSet<>();
  private final Queue<String> waiting = new ArrayDeque<>();
  private final byte[] line = new byte[LONGEST];
  private int length;
  private boolean interesting = true;
  private boolean dashed;
  private boolean almost;

  DelimiterWatch(InputStream raw) {
    super(raw);
  }

  /** From here on the boundary counts, also for lines that wait. */
  void declare(String boundary) {
    delimiters.add("--" + boundary);
    delimiters.add("--" + boundary + "--");
    String core = core(boundary);
    if (!core.isEmpty()) {
      cores.add(core);
    }
  }

  /** Whether there was such a line, once all of the message was read. */
  boolean almost() {
    endLine();
    waiting.forEach(this::check);
    waiting.clear();
    return almost;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      see((byte) b);
    }
    return b;
  }

  @Override
  public int read(byte[] to, int from, int most) throws IOException {
    int n = super.read(to, from, most);
    int i = from;
    while (i < from + n) {
      // most of most lines is of no interest, and only their end is looked for
      i = interesting ? i : lineEnd(to, i, from + n);
      if (i < from + n) {
        see(to[i++]);
      }
    }
    return n;
  }

  private static int lineEnd(byte[] bytes, int from, int end) {
    int i = from;
    while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  private void see(byte b) {
    if (b == '\n' || b == '\r') {
      endLine();
    } else if (interesting) {
      keep(b);
    }
  }

  /** Only what begins with a dash, or with a dash behind white space, is of interest. */
  private void keep(byte b) {
    dashed |= b == '-';
    if (!dashed && b != ' ' && b != '\t') {
      interesting = false;
    } else if (length < LONGEST) {
      line[length++] = b;
    }
  }

  private void endLine() {
    if (interesting && dashed) {
      waiting.add(new String(line, 0, length, StandardCharsets.ISO_8859_1));
      if (waiting.size() > WAITING) {
        check(waiting.remove());
      }
    }
    interesting = true;
    dashed = false;
    length = 0;
  }

  private void check(String text) {
    boolean exact = delimiters.contains(TRANSPORT_PADDING.matcher(text).replaceFirst(""));
    almost |= !exact && beginsAsOne(core(text));
  }

  /** Whether a declared core is the beginning of a text. */
  private boolean beginsAsOne(String text) {
    String rest = text;
    while (!rest.isEmpty()) {
      String nearest = cores.floor(rest);
      if (nearest == null) {
        return false;
      }
      int same = common(nearest, rest);
      if (same == nearest.length() && isWholeWord(nearest, text)) {
        return true;
      }
      rest = rest.substring(0, Math.min(same, rest.length() - 1));
    }
    return false;
  }

  private static boolean isWholeWord(String core, String text) {
    return core.length() >= TELLING
        || core.length() == text.length()
        || !Character.isLetterOrDigit(text.charAt(core.length()));
  }

  private static int common(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  /** Without the dashes around it, in lower case. */
  private static String core(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    int from = 0;
    while (from < lower.length() && lower.charAt(from) == '-') {
      from++;
    }
    int to = lower.length();
    while (to > from && lower.charAt(to - 1) == '-') {
      to--;
    }
    return lower.substring(from, to);
  }
}
