package io.postern.policy.extract;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a CMS envelope from its first byte to its last (RFC 5652 6.1, RFC 5083 2.1; BER,
 * X.690 8.1), because what merely begins like one may carry clear data. For one thread.
 */
final class Envelope {
  private static final int DEEPEST = 30;
  private static final int MOST_TEXT = 64 * 1024;
  private static final long OPEN = -1;

  /** Tags in order: version, originator, recipients, content, attributes, MAC, attributes. */
  private static final Pattern FIELDS = Pattern.compile("2 (160 )?49 48 (161 )?(4 )?(162 )?");

  private static final Pattern CONTENT = Pattern.compile("6 48 (128|160) ");

  private final InputStream in;
  private final StringBuilder text = new StringBuilder();
  private final byte[] buffer = new byte[4096];
  private long at;
  private boolean clear;

  private Envelope(InputStream in) {
    this.in = in;
  }

  /**
   * What can be read in the clear inside (names of certificates and the like), or null where it is
   * no whole envelope.
   *
   * @param in positioned at the first byte; read to its end where it is a whole envelope
   */
  static @Nullable String textOf(InputStream in) throws IOException {
    Envelope envelope = new Envelope(in);
    try {
      boolean whole = envelope.contentInfo();
      return whole && !envelope.clear ? envelope.text.toString() : null;
    } catch (EOFException e) {
      // an element that promises more than there is
      return null;
    }
  }

  /** The content type was looked at before. */
  private boolean contentInfo() throws IOException {
    long outer = enter(0x30);
    element(DEEPEST);
    long explicit = enter(0xa0);
    long inner = enter(0x30);
    boolean good = FIELDS.matcher(children(inner, DEEPEST, true)).matches();
    return good && ends(explicit) && ends(outer) && in.read() < 0;
  }

  private long enter(int tag) throws IOException {
    if (octet() != tag) {
      throw new EOFException();
    }
    return end(length());
  }

  private long end(long length) {
    return length == OPEN ? OPEN : at + length;
  }

  /** True at the end of an element; takes the two zeros that end an open one. */
  private boolean ends(long end) throws IOException {
    return end == OPEN ? octet() + octet() == 0 : at == end;
  }

  /** The tags of all elements up to the end. */
  private String children(long end, int depth, boolean envelope) throws IOException {
    StringBuilder tags = new StringBuilder();
    while (end == OPEN || at < end) {
      int tag = octet();
      if (tag == 0 && end == OPEN) {
        return octet() == 0 ? tags.toString() : "";
      }
      // what is encrypted is the third or fourth field: its own fields matter too
      boolean content = envelope && tag == 0x30;
      String inside = content(tag, depth - 1);
      clear |= content && !CONTENT.matcher(inside).matches();
      clear |= envelope && tag == 0x31 && inside.isEmpty();
      tags.append(tag).append(' ');
    }
    return at == end ? tags.toString() : "";
  }

  private void element(int depth) throws IOException {
    content(octet(), depth);
  }

  /** The tags inside a constructed element; a primitive one is looked through. */
  private String content(int tag, int depth) throws IOException {
    long length = length();
    if (depth == 0 || (tag & 0x1f) == 0x1f) {
      throw new EOFException();
    }
    if ((tag & 0x20) != 0) {
      return children(end(length), depth, false);
    }
    primitive(length);
    return "";
  }

  private void primitive(long length) throws IOException {
    if (length == OPEN) {
      throw new EOFException();
    }
    for (long left = length; left > 0; ) {
      int n = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
      if (n == 0) {
        throw new EOFException();
      }
      left -= n;
      at += n;
      clear |= !Randomness.plausible(buffer, n) || text.length() > MOST_TEXT;
      if (!clear) {
        text.append(ReadableRuns.of(buffer, 0, n));
      }
    }
  }

  private long length() throws IOException {
    int first = octet();
    if (first == 0x80) {
      return OPEN;
    } else if (first < 0x80) {
      return first;
    } else if (first > 0x84) {
      throw new EOFException();
    }
    long length = 0;
    for (int i = 0x80; i < first; i++) {
      length = length << 8 | octet();
    }
    return length;
  }

  private int octet() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException();
    }
    at++;
    return b;
  }
}
