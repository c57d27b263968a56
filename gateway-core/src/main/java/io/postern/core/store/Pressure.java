package io.postern.core.store;

import io.postern.core.model.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether the store keeps up. Where it does not, new messages are turned away at MAIL, before their
 * content takes memory, and those that are coming in find room. Safe for use by many threads.
 */
final class Pressure {
  /** A commit takes milliseconds; after this the disk or the database does not keep up. */
  private static final long SLOW = Duration.ofSeconds(5).toNanos();

  private static final Reply BUSY =
      Reply.of(451, "4.3.2", "Storage does not keep up, try again later");

  private final int room;
  private final LongSupplier nanoTime;
  private volatile boolean committing;
  private volatile long since;

  /**
   * @param room changes that may wait at once
   * @param nanoTime as {@link System#nanoTime}
   */
  Pressure(int room, LongSupplier nanoTime) {
    this.room = room;
    this.nanoTime = nanoTime;
  }

  /** A commit begins; one at a time. */
  void begin() {
    since = nanoTime.getAsLong();
    committing = true;
  }

  void end() {
    committing = false;
  }

  /**
   * The reply to a message that would begin now.
   *
   * @param waiting changes
   */
  Optional<Reply> refusal(int waiting) {
    boolean slow = committing && nanoTime.getAsLong() - since > SLOW;
    return slow || waiting > room / 2 ? Optional.of(BUSY) : Optional.empty();
  }
}
