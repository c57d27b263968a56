package io.postern.outbound.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.outbound.cache.SharedFindings.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SharedFindingsTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final AtomicInteger searches = new AtomicInteger();
  private final SharedFindings<String, String> findings =
      new SharedFindings<>(now::get, 2, Duration.ofMillis(50));

  @Test
  void get_anotherSearchesForEver_goesOnWithout() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread slow =
        Thread.ofVirtual()
            .start(() ->
                findings.get(
                    "a",
                    () -> {
                      begun.countDown();
                      await().until(() -> end.getCount() == 0);
                      return new Finding<>("late", Duration.ofMinutes(1));
                    },
                    () -> "unknown"));
    begun.await();
    assertThat(find("a")).isEqualTo("unknown");
    assertThat(searches).hasValue(0);
    end.countDown();
    slow.join();
    assertThat(find("a")).isEqualTo("late");
  }

  @Test
  void get_keptForItsLife_andTheLeastUsedGoes() {
    find("a");
    now.set(Instant.EPOCH.plusSeconds(59));
    find("a");
    assertThat(searches).hasValue(1);
    List.of("b", "c", "a").forEach(this::find);
    assertThat(searches).hasValue(4);
    now.set(Instant.EPOCH.plusSeconds(120));
    find("a");
    assertThat(searches).hasValue(5);
  }

  @Test
  void forget_onlyWhatIsOldEnough() {
    find("a");
    now.set(Instant.EPOCH.plusSeconds(10));
    findings.forget("a", Duration.ofSeconds(20));
    find("a");
    assertThat(searches).hasValue(1);
    findings.forget("a", Duration.ofSeconds(10));
    find("a");
    assertThat(searches).hasValue(2);
  }

  private String find(String key) {
    return findings.get(
        key,
        () -> {
          searches.incrementAndGet();
          return new Finding<>(key, Duration.ofMinutes(1));
        },
        () -> "unknown");
  }
}
