package io.postern.outbound.content;

import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A message whose lines are canonical, for those who sign and encrypt them. */
public record Canonical(Content original) implements Content {
  /** Exact, by reading it all. */
  @Override
  public long size() {
    try (InputStream in = open()) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("the stored message cannot be read", e);
    }
  }

  @Override
  public InputStream open() throws IOException {
    return new CanonicalLines(original.open());
  }
}
