package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full disk stops acceptance, by the configured reserve or without one; with room there is mail
 * again.
 */
@Timeout(120)
class FullDiskTest {
  @TempDir Path directory;

  @Test
  void disk_fullForAWhile_acceptanceStopsAndComesBackAndNothingIsLost() throws Exception {
    assertThat(run("0", 0)).contains("the store takes no changes (FULL)");
  }

  @Test
  void disk_belowTheReserveForAWhile_acceptanceStopsBeforeTheDiskIsFull() throws Exception {
    assertThat(run("64MiB", 56 << 20))
        .contains("free disk space is below the minimum")
        .contains("free disk space is above the minimum")
        .doesNotContain("takes no changes");
  }

  private String run(String reserve, long leave) throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Sick sick = new Sick(journey);
      journey.section("storage", "{minimum_free: " + reserve + "}").write();
      try (Disk disk = new Disk(Files.createDirectories(journey.data()), "128m");
          ChildGateway gateway = journey.startChild()) {
        return sick.run(gateway, () -> disk.fill(leave), disk::free);
      }
    }
  }
}
