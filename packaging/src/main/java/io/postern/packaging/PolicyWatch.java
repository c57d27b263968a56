package io.postern.packaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at the policy files now and then, and lets those work that follow policies. */
final class PolicyWatch implements AutoCloseable {
  private final Duration pause;
  private final List<Runnable> looks;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policies").daemon().factory());

  /**
   * @param pause between two rounds
   * @param looks that never throw, one after the other
   */
  PolicyWatch(Duration pause, List<Runnable> looks) {
    this.pause = pause;
    this.looks = List.copyOf(looks);
  }

  void start() {
    timer.scheduleWithFixedDelay(
        () -> looks.forEach(Runnable::run),
        pause.toMillis(),
        pause.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
