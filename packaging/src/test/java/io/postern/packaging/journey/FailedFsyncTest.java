package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A failed fsync stops acceptance and is said aloud; when it works again, so does acceptance. */
@Timeout(120)
class FailedFsyncTest {
  @TempDir Path directory;

  @Test
  void fsync_failsForAWhile_acceptanceStopsAndComesBackAndNothingIsLost() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Sick sick = new Sick(journey);
      journey.write();
      Faults faults = new Faults(directory.resolve("faults"), journey.data());
      try (ChildGateway gateway = ChildGateway.start(journey.home(), faults.environment())) {
        String log = sick.run(gateway, () -> faults.on("fsync"), () -> faults.off("fsync"));
        assertThat(log).contains("the store takes no changes (BROKEN)");
        assertThat(log).contains("the store takes changes again");
      }
    }
  }
}
