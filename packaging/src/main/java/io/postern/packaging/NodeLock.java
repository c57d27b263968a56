package io.postern.packaging;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway for one data directory: a second one would take the deliveries of the first for those
 * of a dead one and carry them again. The system gives the lock back when the process ends, however
 * it ends. Commands do not need it.
 */
final class NodeLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLock.class);

  private final FileChannel file;

  private NodeLock(FileChannel file) {
    this.file = file;
  }

  /**
   * @throws IOException where another gateway has it, or the directory cannot be written
   */
  static NodeLock take(Path data) throws IOException {
    Files.createDirectories(data);
    Path path = data.resolve("gateway.lock");
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(file) == null) {
      file.close();
      throw new IOException("another gateway runs on " + data + " (it holds " + path + ")");
    }
    return new NodeLock(file);
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another one in this very process
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("the lock of the data directory was not closed: {}", e.getMessage());
    }
  }
}
