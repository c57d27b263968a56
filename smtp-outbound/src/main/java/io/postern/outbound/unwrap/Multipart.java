package io.postern.outbound.unwrap;

import io.postern.outbound.content.LinePieces;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a multipart, one after the other, none held whole (RFC 2046 5.1.1). What looks like
 * a delimiter and is none is refused: readers disagree on it. For one thread.
 */
final class Multipart {
  /** RFC 2046 5.1.1: transport padding is nothing else. */
  private static final Pattern PADDING = Pattern.compile("[ \\t]+$");

  private final LinePieces lines;
  private final byte[] delimiter;
  private @Nullable Part current;
  private boolean stray;
  private boolean closed;

  /** What a line is. */
  private enum Line {
    TEXT,
    DELIMITER,
    CLOSE,
    END
  }

  /**
   * @param body what follows the header
   */
  Multipart(InputStream body, String boundary) {
    this.lines = new LinePieces(body);
    this.delimiter = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The octets of the next part, with its header; the one before cannot be read any more.
   *
   * @throws IOException where there is none
   */
  InputStream next() throws IOException {
    if (current == null) {
      skip(Line.DELIMITER);
    } else {
      current.transferTo(OutputStream.nullOutputStream());
    }
    if (closed) {
      throw new IOException("a part is missing");
    }
    current = new Part();
    return current;
  }

  /**
   * Reads to the end; no part may be left. What stands before the first part is not asked about:
   * many programs write a word to readers without MIME there, and no reader of MIME shows it (RFC
   * 2046 5.1.1).
   *
   * @return whether anything but white space stands behind the last part
   */
  boolean endsWithStrayText() throws IOException {
    if (current != null) {
      current.transferTo(OutputStream.nullOutputStream());
    }
    if (!closed) {
      throw new IOException("more parts than there may be");
    }
    stray = false;
    skip(Line.END);
    return stray;
  }

  private void skip(Line until) throws IOException {
    Line line = line();
    while (line != until) {
      if (line == Line.END) {
        throw new IOException("the multipart is cut off");
      }
      stray |= !isBlank();
      line = line();
    }
  }

  private boolean isBlank() {
    for (int i = 0; i < lines.text(); i++) {
      if (lines.octets()[i] != ' ' && lines.octets()[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private Line line() throws IOException {
    if (!lines.next()) {
      return Line.END;
    }
    int length = delimiter.length;
    boolean begins =
        lines.starts()
            && lines.text() >= length
            && Arrays.equals(lines.octets(), 0, length, delimiter, 0, length);
    return begins ? delimiter() : Line.TEXT;
  }

  private Line delimiter() throws IOException {
    String rest =
        new String(
            lines.octets(),
            delimiter.length,
            lines.text() - delimiter.length,
            StandardCharsets.ISO_8859_1);
    return switch (PADDING.matcher(rest).replaceFirst("")) {
      case "" -> Line.DELIMITER;
      case "--" -> Line.CLOSE;
      default -> throw new IOException("a line that some take for a delimiter");
    };
  }

  /** The line end before a delimiter belongs to that, so each is given only with what follows. */
  private final class Part extends InputStream {
    private byte[] piece = {};
    private int at;
    private byte[] lineEnd = {};
    private boolean over;

    @Override
    public int read() throws IOException {
      return fill() ? piece[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, target, offset, count);
      at += count;
      return count;
    }

    private boolean fill() throws IOException {
      while (at == piece.length && !over) {
        switch (line()) {
          case TEXT -> take();
          case DELIMITER -> over = true;
          case CLOSE -> {
            over = true;
            closed = true;
          }
          case END -> throw new IOException("the multipart is cut off");
        }
      }
      return at < piece.length;
    }

    private void take() {
      byte[] next = Arrays.copyOf(lineEnd, lineEnd.length + lines.text());
      System.arraycopy(lines.octets(), 0, next, lineEnd.length, lines.text());
      lineEnd = Arrays.copyOfRange(lines.octets(), lines.text(), lines.text() + lines.lineEnd());
      piece = next;
      at = 0;
    }
  }
}
