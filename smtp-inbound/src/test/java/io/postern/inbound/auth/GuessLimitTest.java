package io.postern.inbound.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.testing.FakeClock;
import io.postern.inbound.auth.GuessLimit.End;
import io.postern.inbound.auth.GuessLimit.Try;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GuessLimitTest {
  private final FakeClock clock = FakeClock.create();
  private final GuessLimit limit =
      new GuessLimit(
          new Settings.Authentication(3, 6, Duration.ofMinutes(5), Duration.ofSeconds(1), 4),
          clock);

  @Test
  void begin_afterFailures_isLockedForThatUserThereAlone() {
    fail("192.0.2.1", "app", 3);
    assertThat(begin("192.0.2.1", "app")).isEmpty();
    assertThat(begin("192.0.2.1", "other")).isPresent();
    assertThat(begin("192.0.2.2", "app")).isPresent();
  }

  @Test
  void begin_afterManyUsersFailed_isLockedForTheWholeNetwork() {
    for (int i = 0; i < 6; i++) {
      fail("192.0.2.1", "user" + i, 1);
    }
    assertThat(begin("192.0.2.1", "app")).isEmpty();
    assertThat(begin("192.0.2.2", "app")).isPresent();
  }

  @Test
  void begin_ipv6_countsThe64() {
    fail("2001:db8::1", "app", 2);
    fail("2001:db8::ffff:2", "app", 1);
    assertThat(begin("2001:db8::3", "app")).isEmpty();
    assertThat(begin("2001:db8:0:1::3", "app")).isPresent();
  }

  @Test
  void lock_whileLocked_isNotStretchedByMoreTries() {
    fail("192.0.2.1", "app", 3);
    clock.advance(Duration.ofMinutes(4));
    assertThat(begin("192.0.2.1", "app")).isEmpty();
    clock.advance(Duration.ofMinutes(1));
    assertThat(begin("192.0.2.1", "app")).isPresent();
  }

  @Test
  void success_forgivesNoFailure() {
    fail("192.0.2.1", "app", 2);
    limit.end(begin("192.0.2.1", "app").orElseThrow(), End.RIGHT);
    fail("192.0.2.1", "app", 1);
    assertThat(begin("192.0.2.1", "app")).isEmpty();
  }

  @Test
  void begin_othersUnderWayCouldUseUpTheTries_waitsForTheirEnd() throws Exception {
    Try first = begin("192.0.2.1", "app").orElseThrow();
    Try second = begin("192.0.2.1", "app").orElseThrow();
    Try third = begin("192.0.2.1", "app").orElseThrow();
    CompletableFuture<Optional<Try>> fourth = new CompletableFuture<>();
    Thread waiting = Thread.ofPlatform().start(() -> fourth.complete(begin("192.0.2.1", "app")));
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    limit.end(first, End.WRONG);
    limit.end(second, End.WRONG);
    assertThat(fourth).isNotDone();
    limit.end(third, End.RIGHT);
    assertThat(fourth.get(10, TimeUnit.SECONDS)).isPresent();
  }

  @Test
  void untried_countsForNothing() {
    for (int i = 0; i < 10; i++) {
      limit.end(begin("192.0.2.1", "app").orElseThrow(), End.UNTRIED);
    }
    assertThat(begin("192.0.2.1", "app")).isPresent();
  }

  @Test
  void strangers_failingForAUser_slowItButNeverLockItElsewhere() {
    assertThat(slowed("198.51.100.1", "app")).isZero();
    limit.end(begin("198.51.100.1", "app").orElseThrow(), End.RIGHT);
    for (int i = 0; i < 100; i++) {
      fail("203.0.113." + i, "app", 3);
    }
    assertThat(slowed("198.51.100.1", "app")).isZero(); // it has come from here before
    assertThat(slowed("198.51.100.2", "app")).isEqualTo(Duration.ofSeconds(15));
    assertThat(slowed("198.51.100.2", "other")).isZero();
    clock.advance(Duration.ofMinutes(5));
    assertThat(slowed("198.51.100.2", "app")).isZero();
  }

  @Test
  void strangers_failing_slowEachTryALittleMore() {
    fail("203.0.113.1", "app", 3);
    assertThat(slowed("198.51.100.2", "app")).isEqualTo(Duration.ofSeconds(1));
    fail("203.0.113.2", "app", 1);
    assertThat(slowed("198.51.100.2", "app")).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void counts_floodedWithKeys_stayBounded() {
    FailureCounts counts = new FailureCounts(Duration.ofMinutes(5), 100);
    for (int i = 0; i < 10_000; i++) {
      counts.add("key" + i, clock.instant());
    }
    assertThat(counts.size()).isEqualTo(100);
    assertThat(counts.of("key9999", clock.instant())).isEqualTo(1);
    assertThat(counts.of("key0", clock.instant())).isZero();
  }

  private Duration slowed(String client, String user) {
    Try begun = begin(client, user).orElseThrow();
    limit.end(begun, End.UNTRIED);
    return begun.slowed();
  }

  private void fail(String client, String user, int times) {
    for (int i = 0; i < times; i++) {
      limit.end(begin(client, user).orElseThrow(), End.WRONG);
    }
  }

  private Optional<Try> begin(String client, String user) {
    return limit.begin(InetAddress.ofLiteral(client), user);
  }
}
