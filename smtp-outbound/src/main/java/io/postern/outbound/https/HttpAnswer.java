package io.postern.outbound.https;

import io.postern.core.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One answer after which the server closes the connection (RFC 9112).
 *
 * @param fields by their names in lower case; the last one of a name counts
 */
public record HttpAnswer(int status, Map<String, String> fields, byte[] body) {
  /** What is not wanted is not read. */
  static final int NO_BODY = -1;

  private static final int LONGEST_LINE = 8192;
  private static final int MOST_FIELDS = 100;

  /**
   * Reads one.
   *
   * @param deadline of {@link System#nanoTime}
   * @param largest body in octets
   * @throws IOException where it is too slow, too large or no HTTP
   */
  static HttpAnswer read(Wire wire, long deadline, int largest) throws IOException {
    return new Reader(wire, deadline, largest).read();
  }

  private static final class Reader {
    private final Wire wire;
    private final long deadline;
    private final int largest;
    private final byte[] buffer = new byte[4096];
    private int from;
    private int to;

    Reader(Wire wire, long deadline, int largest) {
      this.wire = wire;
      this.deadline = deadline;
      this.largest = largest;
    }

    HttpAnswer read() throws IOException {
      int status = status();
      Map<String, String> fields = fields();
      // RFC 9110 15.2: interim answers come before the one that counts.
      while (status / 100 == 1) {
        status = status();
        fields = fields();
      }
      boolean wanted = status == 200 && largest != NO_BODY;
      return new HttpAnswer(status, fields, wanted ? body(fields) : new byte[0]);
    }

    private int status() throws IOException {
      String line = line();
      if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
        throw new IOException("not HTTP");
      }
      return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> fields() throws IOException {
      Map<String, String> fields = new HashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        if (colon < 1 || fields.size() > MOST_FIELDS) {
          throw new IOException("malformed HTTP header");
        }
        fields.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      return fields;
    }

    private byte[] body(Map<String, String> fields) throws IOException {
      if (fields.containsKey("transfer-encoding")) {
        return chunked(fields.get("transfer-encoding"));
      }
      String length = fields.getOrDefault("content-length", "");
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      if (length.isEmpty()) {
        copyToEnd(body);
      } else if (length.matches("\\d{1,9}")) {
        copy(Integer.parseInt(length), body);
      } else {
        throw new IOException("malformed Content-Length");
      }
      return body.toByteArray();
    }

    /** RFC 9112 7.1. */
    private byte[] chunked(String encoding) throws IOException {
      if (!encoding.equalsIgnoreCase("chunked")) {
        throw new IOException("unknown transfer encoding");
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        copy(size, body);
        if (!line().isEmpty()) {
          throw new IOException("malformed chunk");
        }
      }
      return body.toByteArray();
    }

    private int chunkSize() throws IOException {
      String size = line().split(";", 2)[0].strip();
      if (!size.matches("[0-9A-Fa-f]{1,7}")) {
        throw new IOException("malformed chunk");
      }
      return Integer.parseInt(size, 16);
    }

    private void copy(int count, ByteArrayOutputStream body) throws IOException {
      if (count > largest - body.size()) {
        throw new IOException("the answer is larger than " + largest + " octets");
      }
      for (int i = 0; i < count; i++) {
        body.write(octet());
      }
    }

    private void copyToEnd(ByteArrayOutputStream body) throws IOException {
      while (from < to || fill()) {
        copy(to - from, body);
      }
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = octet(); c != '\n'; c = octet()) {
        line.write(c);
        if (line.size() > LONGEST_LINE) {
          throw new IOException("line of HTTP is too long");
        }
      }
      String text = line.toString(StandardCharsets.ISO_8859_1);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int octet() throws IOException {
      if (from == to && !fill()) {
        throw new EOFException("answer was cut");
      }
      return buffer[from++] & 0xff;
    }

    private boolean fill() throws IOException {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new SocketTimeoutException("the server takes too long");
      }
      wire.readTimeout(Duration.ofNanos(left));
      from = 0;
      to = Math.max(0, wire.read(buffer, 0, buffer.length));
      return to > 0;
    }
  }
}
