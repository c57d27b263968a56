package io.postern.packaging;

import io.postern.policy.rules.LivePolicies;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at the policy files every few seconds. */
final class PolicyWatch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final LivePolicies policies;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policies").daemon().factory());

  PolicyWatch(LivePolicies policies) {
    this.policies = policies;
  }

  void start() {
    timer.scheduleWithFixedDelay(
        policies::look, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
