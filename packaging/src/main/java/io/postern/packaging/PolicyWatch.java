package io.postern.packaging;

import io.postern.policy.rules.LivePolicies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks at the policy files every few seconds, and lets those work that follow policies. */
final class PolicyWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final List<Runnable> looks;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policies").daemon().factory());

  /**
   * @param others looks that never throw, one after the other
   */
  PolicyWatch(LivePolicies policies, Runnable... others) {
    this.looks = Stream.concat(Stream.<Runnable>of(policies::look), Stream.of(others)).toList();
  }

  void start() {
    timer.scheduleWithFixedDelay(
        () -> looks.forEach(Runnable::run),
        PAUSE.toMillis(),
        PAUSE.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
