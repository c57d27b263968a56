package io.postern.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.testing.LogWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nothing ends the looks at the policies but their close. */
class PolicyWatchTest {
  @Test
  void look_thatFailsBadly_alarmsAndKeepsNobodyFromLooking() {
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger looked = new AtomicInteger();
    Runnable bad =
        () -> {
          failed.incrementAndGet();
          throw new StackOverflowError();
        };
    try (LogWatch log = new LogWatch();
        PolicyWatch watch =
            new PolicyWatch(Duration.ofMillis(1), List.of(bad, looked::incrementAndGet))) {
      watch.start();

      await().until(() -> looked.get() >= 3 && failed.get() >= 3);
      assertThat(log.lines("ERROR")).allMatch(l -> l.contains("alarm=\"POLICY\"")).isNotEmpty();
    }
  }
}
