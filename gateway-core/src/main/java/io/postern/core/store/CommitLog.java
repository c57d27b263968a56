package io.postern.core.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What must reach the disk before a commit may be called durable. */
interface CommitLog extends AutoCloseable {
  /**
   * Blocks until all commits that ended before are durable.
   *
   * @throws IOException where that is not known; then it stays unknown, because the kernel calls
   *     pages clean after it failed to write them
   */
  void force() throws IOException;

  @Override
  void close() throws IOException;

  /** Of an engine whose COMMIT returns only when it is durable. */
  record None() implements CommitLog {
    @Override
    public void force() {}

    @Override
    public void close() {}
  }

  /** A log file that the engine only writes. */
  record AFile(FileChannel channel) implements CommitLog {
    static AFile open(Path file) throws IOException {
      return new AFile(FileChannel.open(file, StandardOpenOption.WRITE));
    }

    /** Without the times of the file, which nobody needs after a crash: fdatasync. */
    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
