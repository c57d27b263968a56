package io.postern.outbound.content;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Locale;

/**
 * A message without certain fields of its header; all else stays byte for byte.
 *
 * @param names of the fields, in lower case
 * @param removed how many octets they have
 */
public record WithoutFields(Content original, List<String> names, long removed) implements Content {
  /** More than any listener takes. */
  private static final int HEADER_LIMIT = 32 << 20;

  /** What may stand at the end of a header, by its length. */
  private static final List<byte[]> EMPTY_LINES =
      List.of(new byte[0], new byte[] {'\n'}, new byte[] {'\r', '\n'});

  /**
   * The content itself where it holds none of the fields.
   *
   * @param names in lower case
   * @throws IOException where the content cannot be read
   */
  public static Content of(Content content, List<String> names) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open())) {
      long removed = 0;
      for (HeaderBlock.Field field : HeaderBlock.read(in, HEADER_LIMIT).fields()) {
        removed += names.contains(lowerCase(field)) ? field.raw().length : 0;
      }
      return removed == 0 ? content : new WithoutFields(content, names, removed);
    }
  }

  @Override
  public long size() {
    return original.size() - removed;
  }

  @Override
  public InputStream open() throws IOException {
    Counted in = new Counted(new BufferedInputStream(original.open()));
    try {
      HeaderBlock header = HeaderBlock.read(in, HEADER_LIMIT);
      int emptyLine = in.count - header.toBytes().length;
      InputStream top =
          new SequenceInputStream(
              bytes(header.without(names).toBytes()), bytes(EMPTY_LINES.get(emptyLine)));
      return new SequenceInputStream(top, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Counts what is read octet by octet, as a header is. */
  private static final class Counted extends FilterInputStream {
    int count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length); // the body: nobody asks for the count any more
    }
  }

  private static InputStream bytes(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static String lowerCase(HeaderBlock.Field field) {
    return field.name().toLowerCase(Locale.ROOT);
  }
}
