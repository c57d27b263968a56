package io.postern.core.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header of a message as bytes: every field exactly as it came, so that it can be written again
 * without a change. What is not a field (a line without a colon, a stray continuation) is kept in
 * its place as a field without a name.
 *
 * <p>Standards: RFC 5322 2.2 (fields), 2.2.3 (folding).
 */
public final class HeaderBlock {
  /**
   * One field.
   *
   * @param name as written; empty for a malformed line
   * @param raw the whole field with its line ends
   */
  public record Field(String name, byte[] raw) {
    /** True for this name in any case. */
    public boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }

    /**
     * The text after the colon, unfolded and trimmed, bytes read as UTF-8; encoded words are left
     * alone.
     */
    public String value() {
      String text = new String(raw, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      String body = colon < 0 ? text : text.substring(colon + 1);
      return body.replace("\r\n", "").replace("\n", "").strip();
    }
  }

  private final List<Field> fields;

  public HeaderBlock(List<Field> fields) {
    this.fields = List.copyOf(fields);
  }

  /**
   * Reads fields up to and including the empty line that ends the header; the stream then stands at
   * the body.
   *
   * @param limit most bytes to read
   * @throws IOException where the header is longer than the limit, or the stream fails
   */
  public static HeaderBlock read(InputStream in, int limit) throws IOException {
    List<Field> fields = new ArrayList<>();
    ByteArrayOutputStream current = new ByteArrayOutputStream(256);
    int total = 0;
    while (true) {
      byte[] line = readLine(in, limit - total);
      total += line.length;
      if (line.length == 0 || isEmptyLine(line)) {
        flush(current, fields);
        return new HeaderBlock(fields);
      }
      boolean continuation = line[0] == ' ' || line[0] == '\t';
      if (!continuation || current.size() == 0) {
        flush(current, fields);
      }
      current.writeBytes(line);
    }
  }

  /** All fields in order. */
  public List<Field> fields() {
    return fields;
  }

  /** The fields of one name, in order. */
  public List<Field> all(String name) {
    return fields.stream().filter(f -> f.is(name)).toList();
  }

  /** The value of the first field of a name. */
  public Optional<String> first(String name) {
    return fields.stream().filter(f -> f.is(name)).findFirst().map(Field::value);
  }

  /** The same with encoded words decoded (RFC 2047). */
  public Optional<String> firstDecoded(String name) {
    return first(name).map(EncodedWords::decode);
  }

  /** The fields for which a name is not in the list (lower case). */
  public HeaderBlock without(List<String> lowerCaseNames) {
    return new HeaderBlock(
        fields.stream()
            .filter(f -> !lowerCaseNames.contains(f.name().toLowerCase(Locale.ROOT)))
            .toList());
  }

  /** The fields' bytes, without the empty line. */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    fields.forEach(f -> out.writeBytes(f.raw()));
    return out.toByteArray();
  }

  private static void flush(ByteArrayOutputStream current, List<Field> fields) {
    if (current.size() > 0) {
      byte[] raw = current.toByteArray();
      fields.add(new Field(nameOf(raw), raw));
      current.reset();
    }
  }

  private static String nameOf(byte[] raw) {
    int end = 0;
    while (end < raw.length && raw[end] != ':' && raw[end] > 32 && raw[end] < 127) {
      end++;
    }
    int colon = end;
    while (colon < raw.length && (raw[colon] == ' ' || raw[colon] == '\t')) {
      colon++;
    }
    boolean field = end > 0 && colon < raw.length && raw[colon] == ':';
    return field ? new String(raw, 0, end, StandardCharsets.US_ASCII) : "";
  }

  private static boolean isEmptyLine(byte[] line) {
    return (line.length == 1 && line[0] == '\n')
        || (line.length == 2 && line[0] == '\r' && line[1] == '\n');
  }

  /** Into an array, not a ByteArrayOutputStream, which takes a lock for every byte. */
  private static byte[] readLine(InputStream in, int limit) throws IOException {
    byte[] line = new byte[128];
    int length = 0;
    int b = in.read();
    while (b >= 0) {
      if (length >= limit) {
        throw new IOException("header longer than its limit");
      }
      line = length < line.length ? line : Arrays.copyOf(line, 2 * length);
      line[length++] = (byte) b;
      b = b == '\n' ? -1 : in.read();
    }
    return Arrays.copyOf(line, length);
  }
}
