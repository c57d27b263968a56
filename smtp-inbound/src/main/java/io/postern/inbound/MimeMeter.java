package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts the parts of a message and how deep they lie while it comes in, so that one made to
 * exhaust its readers is refused before anybody reads it. It knows honest MIME only: what hides its
 * structure is the matter of the detector, which holds what it cannot follow. For one thread.
 *
 * <p>Standards: RFC 2046 5.1 (boundaries), 5.1.5 (digest), 5.2.1 (message).
 */
final class MimeMeter {
  private static final byte[] FIELD = "content-type".getBytes(US_ASCII);
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;\\s\"()]+))",
          Pattern.CASE_INSENSITIVE);

  /** A Content-Type longer than this is no honest one. */
  private static final int LONGEST_FIELD = 4096;

  /**
   * A multipart or message that has begun.
   *
   * @param delimiter two dashes and the boundary; empty for a message
   * @param digest whether its parts are messages unless they say otherwise
   */
  private record Open(byte[] delimiter, boolean digest) {}

  private final int deepest;
  private final int most;
  private final List<Open> open = new ArrayList<>();
  private int parts;
  private boolean messageHeader = true;
  private boolean header = true;

  /** The Content-Type of the header being read, without its name. */
  private @Nullable StringBuilder type;

  private boolean folding;

  MimeMeter(int deepest, int most) {
    this.deepest = deepest;
    this.most = most;
  }

  boolean inMessageHeader() {
    return messageHeader;
  }

  /** True where {@link #line} must see the line. */
  boolean concerns(byte[] line, int from, int to) {
    return header
        || (to - from > 2 && line[from] == '-' && line[from + 1] == '-' && !open.isEmpty());
  }

  /**
   * Takes a line that concerns it.
   *
   * @return why the message cannot be taken; null where it can
   */
  @Nullable Refusal line(byte[] line, int from, int to) {
    if (to - from > 2 && line[from] == '-' && line[from + 1] == '-' && delimiter(line, from, to)) {
      return parts > most ? Refusal.TOO_MANY_PARTS : null;
    }
    if (header && from == to) {
      return endHeader();
    }
    if (header) {
      field(line, from, to);
    }
    return null;
  }

  /** Innermost first, because a boundary may begin as another one does. */
  private boolean delimiter(byte[] line, int from, int to) {
    int end = to;
    while (end > from && (line[end - 1] == ' ' || line[end - 1] == '\t')) {
      end--;
    }
    for (int level = open.size() - 1; level >= 0; level--) {
      byte[] delimiter = open.get(level).delimiter();
      int same = Arrays.mismatch(delimiter, 0, delimiter.length, line, from, end);
      if (delimiter.length > 0 && (same < 0 || same == delimiter.length)) {
        int left = end - from - delimiter.length;
        boolean last = left == 2 && line[end - 1] == '-' && line[end - 2] == '-';
        if (left == 0 || last) {
          between(level, last);
          return true;
        }
      }
    }
    return false;
  }

  /** A part ends, and another one begins unless it was the last. */
  private void between(int level, boolean last) {
    open.subList(last ? level : level + 1, open.size()).clear();
    messageHeader = false;
    header = !last;
    parts += last ? 0 : 1;
    type = null;
    folding = false;
  }

  private void field(byte[] line, int from, int to) {
    StringBuilder value = type;
    if (line[from] == ' ' || line[from] == '\t') {
      if (folding && value != null && value.length() + to - from < LONGEST_FIELD) {
        value.append(new String(line, from, to - from, ISO_8859_1));
      }
      return;
    }
    int colon = colon(line, from, to);
    folding = value == null && colon > 0;
    if (folding) {
      type = new StringBuilder(new String(line, colon + 1, to - colon - 1, ISO_8859_1));
    }
  }

  /** Where the colon of a Content-Type field is; 0 where the line begins none. */
  private static int colon(byte[] line, int from, int to) {
    if (to - from <= FIELD.length) {
      return 0;
    }
    for (int i = 0; i < FIELD.length; i++) {
      if ((line[from + i] | 0x20) != (FIELD[i] | 0x20)) {
        return 0;
      }
    }
    int i = from + FIELD.length;
    while (i < to && (line[i] == ' ' || line[i] == '\t')) {
      i++;
    }
    return i < to && line[i] == ':' ? i : 0;
  }

  private @Nullable Refusal endHeader() {
    boolean digest = !open.isEmpty() && open.getLast().digest();
    String value = type == null ? (digest ? "message/rfc822" : "") : type.toString().strip();
    String lower = value.toLowerCase(Locale.ROOT);
    header = false;
    messageHeader = false;
    type = null;
    folding = false;
    if (lower.startsWith("multipart/")) {
      return multipart(value, lower.startsWith("multipart/digest"));
    }
    if (lower.startsWith("message/rfc822") || lower.startsWith("message/global")) {
      header = true;
      return push(new Open(new byte[0], false));
    }
    return null;
  }

  private @Nullable Refusal multipart(String type, boolean digest) {
    Matcher m = BOUNDARY.matcher(type);
    if (!m.find()) {
      return null;
    }
    String quoted = m.group(1);
    String boundary = quoted == null ? m.group(2) : quoted.replaceAll("\\\\(.)", "$1");
    return push(new Open(("--" + boundary).getBytes(ISO_8859_1), digest));
  }

  private @Nullable Refusal push(Open next) {
    open.add(next);
    return open.size() > deepest ? Refusal.TOO_DEEP : null;
  }
}
