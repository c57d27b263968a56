package io.postern.outbound.content;

import io.postern.core.port.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/**
 * A message with further fields above its header.
 *
 * @param fields whole lines, each with CRLF
 */
public record Topped(byte[] fields, Content below) implements Content {
  @Override
  public long size() {
    return fields.length + below.size();
  }

  @Override
  public InputStream open() throws IOException {
    return new SequenceInputStream(new ByteArrayInputStream(fields), below.open());
  }
}
