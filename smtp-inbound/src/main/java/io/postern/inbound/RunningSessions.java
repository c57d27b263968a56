package io.postern.inbound;

import io.postern.core.wire.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** The sessions of one listener while they run. Safe for use by many threads; stopped once. */
final class RunningSessions {
  /** How long sessions that are cut have for their last reply. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Map<Session, Wire> sessions = new ConcurrentHashMap<>();
  private final AtomicLong lastLook = new AtomicLong(System.nanoTime() - BETWEEN_LOOKS.toNanos());

  /** One party for the listener and one for each session. */
  private final Phaser running = new Phaser(1);

  private volatile boolean stopping;

  /** Runs a session to its end, unless all have been stopped. */
  void run(Session session, Wire wire) {
    if (running.register() < 0) {
      return;
    }
    sessions.put(session, wire);
    try {
      if (stopping) {
        session.interruption().stop();
      }
      session.run();
    } finally {
      sessions.remove(session);
      running.arriveAndDeregister();
    }
  }

  int count() {
    return sessions.size();
  }

  /** Ends those that have waited longer than this for a command; looks once a second at most. */
  void hurry(Duration longestWait) {
    long now = System.nanoTime();
    long last = lastLook.get();
    if (now - last >= BETWEEN_LOOKS.toNanos() && lastLook.compareAndSet(last, now)) {
      sessions.keySet().forEach(s -> s.interruption().hurry(longestWait));
    }
  }

  /**
   * Takes no new message. Messages that are coming in may come in whole until the timeout; then
   * their sessions are answered 421 where the connection still carries it, and cut.
   */
  void stop(Duration timeout) {
    stopping = true;
    sessions.keySet().forEach(s -> s.interruption().stop());
    int phase = running.arriveAndDeregister();
    try {
      if (!ended(phase, timeout)) {
        sessions.keySet().forEach(s -> s.interruption().cut());
        ended(phase, LAST_WORDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sessions.values().forEach(Wire::close);
  }

  private boolean ended(int phase, Duration timeout) throws InterruptedException {
    try {
      running.awaitAdvanceInterruptibly(phase, timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
