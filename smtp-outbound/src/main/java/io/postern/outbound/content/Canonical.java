package io.postern.outbound.content;

import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** A message whose lines are canonical, for those who sign and encrypt them. */
public record Canonical(Content original) implements Content {
  /**
   * The same, read through once, so that its size is known.
   *
   * @throws IOException where it cannot be read
   */
  public static Content measured(Content original) throws IOException {
    Canonical lines = new Canonical(original);
    try (InputStream in = lines.open()) {
      return new Measured(lines, in.transferTo(OutputStream.nullOutputStream()));
    }
  }

  private record Measured(Content content, long size) implements Content {
    @Override
    public InputStream open() throws IOException {
      return content.open();
    }
  }

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
    return new CanonicalLines(original.open(), original.size());
  }
}
