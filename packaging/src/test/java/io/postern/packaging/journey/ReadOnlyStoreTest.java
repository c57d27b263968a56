package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that became read-only stops acceptance; when it can be written again, so can mail. */
@Timeout(120)
class ReadOnlyStoreTest {
  @TempDir Path directory;

  @Test
  void store_readOnlyForAWhile_acceptanceStopsAndComesBackAndNothingIsLost() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Sick sick = new Sick(journey);
      journey.write();
      Faults faults = new Faults(directory.resolve("faults"), journey.data());
      try (ChildGateway gateway = ChildGateway.start(journey.home(), faults.environment())) {
        String log = sick.run(gateway, () -> faults.on("read-only"), () -> faults.off("read-only"));
        assertThat(log).contains("the store takes no changes");
        assertThat(log).contains("the store takes changes again");
      }
    }
  }
}
