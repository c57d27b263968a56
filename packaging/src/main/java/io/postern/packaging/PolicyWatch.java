package io.postern.packaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the policy files now and then, and lets those work that follow policies. */
final class PolicyWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

  private final Duration pause;
  private final List<Runnable> looks;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policies").daemon().factory());

  /**
   * @param pause between two rounds
   * @param looks one after the other; one that throws keeps neither the others nor later rounds
   *     from it
   */
  PolicyWatch(Duration pause, List<Runnable> looks) {
    this.pause = pause;
    this.looks = List.copyOf(looks);
  }

  void start() {
    timer.scheduleWithFixedDelay(
        () -> looks.forEach(PolicyWatch::tried),
        pause.toMillis(),
        pause.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static void tried(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error e) {
      // The timer would end silently. Without the message: it may quote what was looked at.
      LOG.atError()
          .addKeyValue("alarm", "POLICY")
          .log("a look at the policies failed and is tried again: {}", e.getClass().getName());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
