package io.postern.core.sighting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings;
import io.postern.core.model.Sighting;
import io.postern.core.model.Sighting.Check;
import io.postern.core.model.Sighting.Result;
import io.postern.core.store.SightingStore;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of sightings, on every engine. */
abstract class SightingLogContract {
  private static final Instant START = Instant.parse("2026-11-20T08:00:00Z");
  private static final List<Check> CHECKS =
      List.of(
          new Check("source", Result.PASSED, "192.0.2.1 is in the list"),
          new Check("secret", Result.SKIPPED, ""));

  @TempDir Path directory;
  private SqlDatabase database;
  private SightingLog log;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = Stores.open(settings(), directory);
    log = new SightingLog(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Sighting sighting(String upstream, String code, Duration after) {
    return new Sighting(upstream, START.plus(after), "192.0.2.1", code, CHECKS);
  }

  private void see(String upstream, String code, Duration after) {
    log.seen(sighting(upstream, code, after));
  }

  private List<Sighting> kept(String upstream) {
    database.write(tx -> 0).join(); // what was handed over before is committed
    return log.newest(upstream);
  }

  @Test
  void seen_several_areGivenBackNewestFirst() {
    see("a", "", Duration.ZERO);
    see("a", "P-1", Duration.ofMillis(1));
    see("b", "", Duration.ofMillis(2));
    assertThat(kept("a"))
        .containsExactly(
            sighting("a", "P-1", Duration.ofMillis(1)), sighting("a", "", Duration.ZERO));
    assertThat(kept("b")).hasSize(1);
    assertThat(kept("c")).isEmpty();
  }

  @Test
  void seen_floodOfOneCode_isOneRowASecond() {
    for (int millis = 0; millis < 3000; millis++) {
      see("a", "P-1", Duration.ofMillis(millis));
      see("a", "P-2", Duration.ofMillis(millis));
    }
    assertThat(kept("a")).hasSize(6);
  }

  @Test
  void seen_clockSetBack_isKept() {
    see("a", "", Duration.ZERO);
    see("a", "", Duration.ofHours(-1));
    assertThat(kept("a")).hasSize(2);
  }

  @Test
  void seen_refusedAllDay_neverPushesOutWhatWasAccepted() {
    see("a", "", Duration.ZERO);
    for (int second = 0; second < 2 * SightingStore.KEPT; second++) {
      see("a", "P-1", Duration.ofSeconds(second));
    }
    List<Sighting> kept = kept("a");
    assertThat(kept).hasSize(SightingStore.KEPT + 1);
    assertThat(kept).first().isEqualTo(sighting("a", "P-1", Duration.ofSeconds(99)));
    assertThat(kept).last().matches(Sighting::accepted);
  }

  @Test
  void seen_endlessDetail_isCut() {
    log.seen(
        new Sighting(
            "a", START, "::1", "", List.of(new Check("x", Result.FAILED, "y".repeat(100_000)))));
    assertThat(kept("a").getFirst().checks().getFirst().detail()).hasSize(500);
  }

  @Test
  void seen_storeClosed_isLostQuietly() {
    database.close();
    see("a", "", Duration.ZERO);
    database = Stores.open(settings(), directory);
  }

  @Test
  void seen_byTwoNodesAtOneMoment_bothGoOn() {
    SightingLog other = new SightingLog(database);
    see("a", "", Duration.ZERO);
    other.seen(sighting("a", "", Duration.ZERO));
    other.seen(sighting("a", "", Duration.ofSeconds(1)));
    await().untilAsserted(() -> assertThat(kept("a")).hasSize(2));
    assertThat(database.healthy()).isTrue();
  }
}
