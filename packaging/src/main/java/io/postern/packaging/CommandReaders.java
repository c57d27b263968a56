package io.postern.packaging;

import io.postern.config.settings.PolicySettings;
import io.postern.policy.extract.Attachments;
import io.postern.policy.extract.worker.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens attachments for one run of a command, in processes that end with it. Their temporary
 * directory is not the gateway's, which may be running beside it.
 */
public final class CommandReaders implements AutoCloseable {
  private final Path directory;
  private final WorkerPool pool;

  private CommandReaders(Path directory, WorkerPool pool) {
    this.directory = directory;
    this.pool = pool;
  }

  /** None is started before the first file. */
  public static CommandReaders of(PolicySettings policy) {
    try {
      Path directory = Files.createTempDirectory("postern-readers");
      return new CommandReaders(directory, WorkerPool.of(policy, directory));
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for temporary files", e);
    }
  }

  public Attachments attachments() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("temporary directory left behind: " + directory, e);
    }
  }
}
