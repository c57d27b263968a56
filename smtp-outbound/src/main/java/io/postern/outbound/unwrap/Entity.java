package io.postern.outbound.unwrap;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Content;
import io.postern.outbound.content.CanonicalLines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What was encrypted: a MIME entity in the lines in which it is delivered, so that what is verified
 * is what is read.
 */
record Entity(Content octets, HeaderBlock header, MediaType type) {
  private static final int HEADER_LIMIT = 2 << 20;

  /**
   * @throws IOException where it is no MIME entity, as what an altered ciphertext gives mostly is
   */
  static Entity of(Content octets) throws IOException {
    try (InputStream in = lines(octets)) {
      HeaderBlock header = HeaderBlock.read(in, HEADER_LIMIT);
      MediaType type = MediaType.of(header);
      if (header.first("Content-Type").isEmpty()) {
        throw new IOException("no MIME entity");
      }
      return new Entity(octets, header, type);
    }
  }

  /** What follows the header; the caller closes it. */
  InputStream body() throws IOException {
    InputStream in = lines(octets);
    try {
      HeaderBlock.read(in, HEADER_LIMIT);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The same as content, of about its size. */
  Content bodyContent() {
    long size = Math.max(0, octets.size() - header.toBytes().length);
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return body();
      }
    };
  }

  private static InputStream lines(Content octets) throws IOException {
    return new BufferedInputStream(new CanonicalLines(octets.open()));
  }
}
