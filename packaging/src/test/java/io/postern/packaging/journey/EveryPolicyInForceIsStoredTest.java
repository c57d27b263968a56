package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.history.PolicyHistory;
import io.postern.core.history.PolicyHistory.Span;
import io.postern.core.model.PolicyFiles;
import io.postern.packaging.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy that is changed while the gateway runs is stored beside the one before it. */
@Timeout(60)
class EveryPolicyInForceIsStoredTest {
  private static final String STRICTER = "rules: [{name: all, hold: {queue: everything}}]\n";

  @TempDir Path directory;

  @Test
  void reload_changedPolicy_bothAreStoredWithTheirTimes() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Gateway gateway = journey.start();
      PolicyHistory history = gateway.stores().history();
      Span first = history.spans().getFirst();
      Files.writeString(journey.home().resolve("policies/10-test.yaml"), STRICTER);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> history.spans().size() == 2);
      Span second = history.spans().getFirst();
      assertThat(second.until()).isEmpty();
      assertThat(history.spans().get(1).until()).contains(second.since());
      assertThat(history.files(first.version())).contains(file(Journey.PASS_EVERYTHING));
      assertThat(history.files(second.version())).contains(file(STRICTER));
    }
  }

  private static PolicyFiles file(String text) {
    return new PolicyFiles(List.of(new PolicyFiles.File("10-test.yaml", text)));
  }
}
