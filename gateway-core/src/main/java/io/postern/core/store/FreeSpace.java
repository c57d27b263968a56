package io.postern.core.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the disk of the store, so that acceptance ends while there is still room for the queue to
 * settle what it has. Thread-safe.
 */
final class FreeSpace {
  private static final Logger LOG = LoggerFactory.getLogger(FreeSpace.class);
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path directory;
  private final long minimum;
  private final boolean watching;
  private volatile boolean low;
  private volatile long lookAgain = System.nanoTime();

  FreeSpace(StoreSettings settings, Dialect dialect) {
    directory = dialect.directory();
    minimum = settings.storage().minimumFree().bytes();
    watching = dialect.local();
  }

  /** True where less than {@code storage.minimum_free} is left; always false for a server. */
  boolean low() {
    if (watching && System.nanoTime() - lookAgain >= 0) {
      lookAgain = System.nanoTime() + LOOK_EVERY_NANOS;
      look();
    }
    return low;
  }

  private void look() {
    boolean now = usable() < minimum;
    if (now != low) {
      LOG.warn("free disk space is {} the minimum", now ? "below" : "above");
    }
    low = now;
  }

  /** A disk that cannot be asked counts as full. */
  private long usable() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }
}
