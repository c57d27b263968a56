package io.postern.core.mode;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PolicySettings.Mode;
import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditFilter;
import io.postern.core.history.PolicyHistory;
import io.postern.core.model.PolicyFiles;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Modes;
import io.postern.core.testing.Stores;
import io.postern.core.trail.AuditTrail;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one store that do the same at the same moment. */
class PostgresTwoNodesTest {
  private static final int ROUNDS = 25;
  private static final PolicySettings ENFORCE = Modes.of(Mode.ENFORCE, false);

  @TempDir Path directory;
  private final FakeClock clock = FakeClock.create();
  private SqlDatabase one;
  private SqlDatabase other;

  @FunctionalInterface
  private interface Act {
    void on(SqlDatabase node, String name) throws Exception;
  }

  @BeforeEach
  void open() {
    Settings.Storage storage = Stores.postgresSettings();
    one = SqlDatabase.open(storage, directory, "one", Stores.rootKey(), clock);
    other = SqlDatabase.open(storage, directory, "other", Stores.rootKey(), clock);
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  private void together(Act act) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first = two.submit(() -> afterBoth(start, act, one, "one"));
      Future<?> second = two.submit(() -> afterBoth(start, act, other, "other"));
      first.get();
      second.get();
    }
  }

  private static boolean afterBoth(CyclicBarrier start, Act act, SqlDatabase node, String name)
      throws Exception {
    start.await();
    act.on(node, name);
    return true;
  }

  @Test
  void begin_theSamePoliciesOnBoth_neitherFails() throws Exception {
    Vault vault = Vault.open(one, Stores.rootKey(), clock);
    for (int round = 0; round < ROUNDS; round++) {
      PolicyFiles files =
          new PolicyFiles(
              List.of(new PolicyFiles.File("10.yaml", "rules: [] # " + "x".repeat(round))));
      together((node, name) -> new PolicyHistory(node, vault, name).begin(files));
      assertThat(new PolicyHistory(other, vault, "other").files(files.version())).contains(files);
    }
  }

  @Test
  void change_onBoth_neitherFails() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      one.write(tx -> tx.prepare("DELETE FROM policy_switch").executeUpdate()).join();
      together((node, name) -> new ModeSwitch(node, ENFORCE, clock).change(Mode.HOLD, name));
      assertThat(new ModeSwitch(one, ENFORCE, clock).current()).isEqualTo(Mode.HOLD);
    }
  }

  @Test
  void trip_onBoth_isStoredAndToldOnce() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      one.write(tx -> tx.prepare("DELETE FROM policy_switch").executeUpdate()).join();
      together((node, name) -> {
        new ModeSwitch(node, ENFORCE, clock).trip("too much", name);
        node.write(tx -> 0).join(); // what was handed over before is committed
      });
      assertThat(new AuditTrail(one, Stores.rootKey()).search(AuditFilter.ALL, 1000))
          .hasSize(round);
    }
  }
}
