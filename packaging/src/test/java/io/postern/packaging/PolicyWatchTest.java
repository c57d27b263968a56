package io.postern.packaging;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nothing ends the looks at the policies but their close. */
class PolicyWatchTest {
  @Test
  void look_thatFailsBadly_keepsNobodyFromLooking() {
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger looked = new AtomicInteger();
    Runnable bad =
        () -> {
          failed.incrementAndGet();
          throw new StackOverflowError();
        };
    try (PolicyWatch watch =
        new PolicyWatch(Duration.ofMillis(1), List.of(bad, looked::incrementAndGet))) {
      watch.start();

      await().until(() -> looked.get() >= 3 && failed.get() >= 3);
    }
  }
}
