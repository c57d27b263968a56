package io.postern.outbound.protect;

import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects ciphertext: a little in memory, more in a file that only the service's user can read.
 * For one thread until it is finished.
 */
public final class Spill extends OutputStream {
  static final int MEMORY_LIMIT = 256 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(Spill.class);
  private static final int BUFFER = 64 << 10;

  private final Path directory;
  private final String prefix;
  private Memory memory = new Memory(16 << 10);
  private @Nullable OutputStream file;
  private @Nullable Path path;
  private long size;

  /**
   * @param directory for what is too large for memory
   * @param prefix of its files there
   */
  public Spill(Path directory, String prefix) {
    this.directory = directory;
    this.prefix = prefix;
  }

  /** Deletes what an earlier run left behind; at start only, before anything is wrapped. */
  public static void sweep(Path directory, String prefix) {
    try {
      Files.createDirectories(directory);
      try (var leftOvers = Files.newDirectoryStream(directory, prefix + "*.tmp")) {
        for (Path leftOver : leftOvers) {
          Files.deleteIfExists(leftOver);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the directory for wrapped messages cannot be used", e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (file == null && memory.size() + length > MEMORY_LIMIT) {
      file = openFile();
      memory.writeTo(file);
      memory = new Memory(0);
    }
    if (file == null) {
      memory.write(bytes, offset, length);
    } else {
      file.write(bytes, offset, length);
    }
    size += length;
  }

  /** What was written; no more can be. It can be read until {@link #discard}. */
  public Content finish() throws IOException {
    if (file == null || path == null) {
      return memory.content();
    }
    file.close();
    return new InFile(path, size);
  }

  /** Lets go of everything; may be called at any time, more than once. */
  public void discard() {
    memory = new Memory(0);
    try {
      if (file != null) {
        file.close();
      }
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It may have been delivered already: that must not look like a failure. The file holds
      // ciphertext only and goes at the next start.
      LOG.warn("a wrapped message could not be deleted: {}", e.getClass().getSimpleName());
    }
  }

  private OutputStream openFile() throws IOException {
    // createTempFile makes it readable by its owner only.
    Path created = Files.createTempFile(directory, prefix, ".tmp");
    path = created;
    return Files.newOutputStream(created);
  }

  /** Read where it was written: a copy would be the third of a small letter. */
  private static final class Memory extends ByteArrayOutputStream {
    Memory(int room) {
      super(room);
    }

    Content content() {
      return new InMemory(buf, count);
    }
  }

  private record InMemory(byte[] bytes, long size) implements Content {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes, 0, (int) size);
    }
  }

  private record InFile(Path path, long size) implements Content {
    @Override
    public InputStream open() throws IOException {
      return new BufferedInputStream(Files.newInputStream(path), BUFFER);
    }
  }
}
