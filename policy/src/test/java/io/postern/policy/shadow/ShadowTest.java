package io.postern.policy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.store.ShadowStore;
import io.postern.core.store.SqlDatabase;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.Stores;
import io.postern.policy.rules.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that run beside those in force. */
class ShadowTest {
  private static final String RULES =
      """
      lists: {partners: {file: l.txt, of: domains}}
      rules:
        - {name: a, when: {recipient_domain: "list:partners"}, protect: smime}
        - {name: b, protect: tls}
      """;

  @TempDir Path directory;

  @Test
  void look_listOfTheCandidateHasChanged_isTakenOver() throws IOException {
    FakeClock clock = FakeClock.create();
    Path files = Files.createDirectory(directory.resolve("candidate"));
    Files.writeString(files.resolve("l.txt"), "c.example\n");
    Files.writeString(files.resolve("10.yaml"), RULES);
    PolicySet candidate = PolicySet.load(files);
    String before = candidate.version();
    try (SqlDatabase database =
            SqlDatabase.open(
                Stores.sqliteSettings(), directory, Stores.NODE, Stores.rootKey(), clock);
        Shadow shadow =
            new Shadow(new ShadowStore(database), at -> candidate, clock, Stores.NODE)) {
      new ShadowStore(database)
          .start(
              new ShadowStore.Run(
                  "run", files, before, "pat", clock.instant().plus(Duration.ofHours(1))))
          .join();
      shadow.look();
      Files.writeString(files.resolve("l.txt"), "c.example\nd.example\n");

      shadow.look();
      shadow.look(); // a list is taken once it looks the same twice

      assertThat(candidate.version())
          .isEqualTo(PolicySet.load(files).version())
          .isNotEqualTo(before);
    }
  }
}
