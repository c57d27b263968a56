package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  private static final String VALUE = "0123456789abcdef";

  @TempDir Path directory;

  @Test
  void reveal_parsedAgain_isTheSame() {
    SecretFile file =
        new SecretFile(
            List.of(
                new SecretFile.Entry(
                    new Secret(VALUE + "2"), Optional.of(Instant.parse("2026-11-20T08:00:00Z"))),
                new SecretFile.Entry(new Secret(VALUE), Optional.empty())));
    assertThat(SecretFile.parse(file.reveal())).isEqualTo(file);
    assertThat(file.toString()).doesNotContain(VALUE);
  }

  @Test
  void parse_linesOfAnySystem_areRead() {
    assertThat(SecretFile.parse("# c\r\n  " + VALUE + " \r\n").first().value().reveal())
        .isEqualTo(VALUE);
  }

  @Test
  void parse_whatIsOfNoUse_saysWhereWithoutShowingIt() {
    bad("", "1 to 16 secrets are needed");
    bad(VALUE + "\n" + VALUE, "one secret stands there twice");
    bad(VALUE + "\nhunter2", "line 2: 16 to 200 visible ASCII characters are needed");
    bad("0123456789 abcdefgh", "line 1: 16 to 200 visible ASCII characters are needed");
    bad("0123456789abcdefé", "line 1: 16 to 200 visible ASCII characters are needed");
    bad("# made: yesterday\n" + VALUE, "line 1: a time is needed, as in 2026-11-20T08:00:00Z");
  }

  private static void bad(String text, String message) {
    assertThatThrownBy(() -> SecretFile.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void read_endlessFile_isRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "#".repeat(70_000));
    assertThatThrownBy(() -> SecretFile.read(file)).hasMessage("more than 65536 bytes");
  }
}
