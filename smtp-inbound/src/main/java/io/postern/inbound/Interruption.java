package io.postern.inbound;

import io.postern.core.model.Reply;
import io.postern.core.wire.Wire;
import java.time.Duration;
import java.util.Optional;

/**
 * What other threads may ask of a session: that it ends. It is told by the end of its input, which
 * the session's own thread finds where it reads. Safe for use by many threads.
 */
final class Interruption {
  /**
   * Why a session is to end.
   *
   * @param why as the log and the counters spell it
   * @param reply the last one
   */
  record Cause(String why, Reply reply) {}

  private static final Cause STOP =
      new Cause("stopped", Reply.of(421, "4.3.2", "Shutting down, try again later"));
  private static final Cause HURRY = new Cause("timeout", Session.TIMEOUT);

  private final Wire wire;

  /** True while nothing of a message is here, so that a stop may end the wait for a command. */
  private volatile boolean idle = true;

  private volatile boolean stopping;

  /** Since when the session waits for a command, as {@link System#nanoTime}; only while it does. */
  private volatile long waitingSince;

  private volatile boolean waiting;

  /** Told to give its place to others. */
  private volatile boolean hurried;

  Interruption(Wire wire) {
    this.wire = wire;
  }

  /** Ends the session before its next message. */
  void stop() {
    stopping = true;
    if (idle) {
      wire.endInput();
    }
  }

  /** Ends the session in the middle of whatever comes in, with 421. */
  void cut() {
    stopping = true;
    wire.endInput();
  }

  /** Ends the session if it has waited this long for a command. */
  void hurry(Duration longestWait) {
    if (waiting && System.nanoTime() - waitingSince >= longestWait.toNanos()) {
      hurried = true;
      wire.endInput();
    }
  }

  /** By the session, before each command: whether nothing of a message is here. */
  void idle(boolean now) {
    idle = now;
  }

  /** By the session: it waits for a command. */
  void beginWait() {
    waitingSince = System.nanoTime();
    waiting = true;
  }

  void endWait() {
    waiting = false;
  }

  /** The cause for a session that is idle and would wait for its next message. */
  Optional<Cause> beforeNextMessage() {
    return stopping && idle ? Optional.of(STOP) : Optional.empty();
  }

  /** Why the input has ended; empty where the client itself has ended it. */
  Optional<Cause> cause() {
    if (stopping) {
      return Optional.of(STOP);
    }
    return hurried ? Optional.of(HURRY) : Optional.empty();
  }
}
