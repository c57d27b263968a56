package io.postern.core.testing;

import io.postern.core.port.Content;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Content that lies in memory. */
public record BytesContent(byte[] bytes) implements Content {
  /** The text in UTF-8, with LF turned into CRLF so that text blocks can be used. */
  public static BytesContent of(String text) {
    return new BytesContent(
        text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  /** The bytes as ISO-8859-1 text, one char per byte. */
  public String text() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
