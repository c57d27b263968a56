package io.postern.packaging.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Waits for SIGINT or SIGTERM and gives the waiting thread time to tidy up before the JVM ends. */
final class Stay {
  private static final Duration TIDY_UP = Duration.ofSeconds(15);

  private Stay() {}

  /** Returns when the JVM is told to end. */
  static void untilTold() {
    CountDownLatch told = new CountDownLatch(1);
    Thread waiting = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  tidyUp(waiting);
                },
                "demo-stop"));
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The waiting thread ends by itself or gets stuck in System.exit, which waits for this hook. */
  private static void tidyUp(Thread waiting) {
    try {
      waiting.join(TIDY_UP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
