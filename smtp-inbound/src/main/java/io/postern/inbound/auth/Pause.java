package io.postern.inbound.auth;

import java.time.Duration;

/** How a thread waits, so that tests need not. */
@FunctionalInterface
interface Pause {
  void take(Duration length);

  /** Sleeps; an interrupt ends it early and stays set. */
  static void sleep(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
