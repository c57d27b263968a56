package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import io.postern.core.model.MessageId;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept to try policies on, and of those that are tried, on every engine. */
abstract class JudgedStoreContract {
  private final FakeClock clock = FakeClock.create();

  @TempDir private Path directory;
  private SqlDatabase database;
  private JudgedStore judged;
  private ShadowStore shadows;

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = SqlDatabase.open(settings(), directory, "node1", Stores.rootKey(), clock);
    judged = new JudgedStore(database);
    shadows = new ShadowStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void page_severalPages_givesEachOnceInOrder() {
    List<JudgedStore.Row> rows = IntStream.range(0, 5).mapToObj(this::row).toList();
    judged.add(rows).join();
    judged.add(rows).join(); // told twice, kept once

    List<JudgedStore.Row> first = judged.page(Instant.EPOCH, "", 3);
    List<JudgedStore.Row> second = judged.page(Instant.EPOCH, first.getLast().message().value(), 3);

    assertThat(first).isEqualTo(rows.subList(0, 3));
    assertThat(second).isEqualTo(rows.subList(3, 5));
    assertThat(judged.page(rows.get(4).at(), "", 3)).containsExactly(rows.get(4));
  }

  @Test
  void forget_old_leavesTheNew() {
    judged.add(IntStream.range(0, 5).mapToObj(this::row).toList()).join();

    assertThat(judged.forget(row(3).at()).join()).isFalse();

    assertThat(judged.page(Instant.EPOCH, "", 9)).hasSize(2);
  }

  @Test
  void forget_moreThanFitOneTransaction_saysSo() {
    judged.add(IntStream.range(0, 700).mapToObj(this::row).toList()).join();

    assertThat(judged.forget(row(700).at()).join()).isTrue();
    assertThat(judged.forget(row(700).at()).join()).isFalse();
    assertThat(judged.page(Instant.EPOCH, "", 9)).isEmpty();
  }

  @Test
  void run_untilItsEnd_isTheOnlyOne() {
    ShadowStore.Run run = run("01KA3W7T0QZ5V8N2M4XBD6CEFG");
    shadows.start(run).join();

    assertThat(shadows.running(clock.instant())).contains(run);
    assertThatThrownBy(() -> shadows.start(run("01KA3W7T0QZ5V8N2M4XBD6CEFH")).join())
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .hasRootCauseMessage(
            "another shadow run has not ended: "
                + run.id()
                + "; postern policy shadow --stop ends it");
    assertThat(shadows.running(run.endsAt())).isEmpty();
  }

  @Test
  void end_running_makesRoomForAnother() {
    shadows.start(run("01KA3W7T0QZ5V8N2M4XBD6CEFG")).join();

    assertThat(shadows.end("01KA3W7T0QZ5V8N2M4XBD6CEFG").join()).isTrue();
    assertThat(shadows.end("01KA3W7T0QZ5V8N2M4XBD6CEFG").join()).isFalse();

    assertThat(shadows.running(clock.instant())).isEmpty();
    assertThat(shadows.start(run("01KA3W7T0QZ5V8N2M4XBD6CEFH")).join()).isTrue();
  }

  @Test
  void report_again_replacesThatNodesOnly() {
    shadows.report("r", "a", "1").join();
    shadows.report("r", "b", "2").join();
    shadows.report("r", "a", "3").join();
    shadows.report("other", "a", "4").join();

    assertThat(shadows.reports("r")).isEqualTo(Map.of("a", "3", "b", "2"));
  }

  private ShadowStore.Run run(String id) {
    return new ShadowStore.Run(
        id, Path.of("/policies"), "f00d", "pat", clock.instant().plus(Duration.ofMinutes(10)));
  }

  private JudgedStore.Row row(int n) {
    Instant at = clock.instant().plusSeconds(n);
    String id = "01KA3W7T0QZ5V8N2M4XBD6%04d".formatted(n);
    return new JudgedStore.Row(new MessageId(id), at, "{}", "[]");
  }
}
