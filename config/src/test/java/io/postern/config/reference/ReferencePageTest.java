package io.postern.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void of_settings_isTheCommittedPage() throws IOException {
    String page = ReferencePage.of(Settings.class);
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "out of date; regenerate with: mvn -pl config test -Dtest=ReferencePageTest -Dregenerate=true")
        .isEqualTo(page);
  }
}
