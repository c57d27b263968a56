package io.postern.inbound.strict;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Tolerance;
import io.postern.core.testing.FakeMeters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TolerancesTest {
  private static final Path PAGE = Path.of("..", "docs", "listener.md");
  private static final String BEGIN = "<!-- tolerances: made from the code -->\n";
  private static final String END = "<!-- end of tolerances -->";

  @Test
  void use_allowed_isCountedAndNamed() {
    FakeMeters meters = new FakeMeters();
    Tolerances tolerances = new Tolerances(Set.of(Tolerance.BARE_CR), "main", meters);
    assertThat(tolerances.use(Tolerance.NUL)).isFalse();
    assertThat(tolerances.unused()).isTrue();
    assertThat(tolerances.use(Tolerance.BARE_CR)).isTrue();
    assertThat(tolerances.use(Tolerance.BARE_CR)).isTrue();
    assertThat(tolerances).hasToString("bare_cr");
    assertThat(meters.counted())
        .hasSize(2)
        .containsOnly("postern_inbound_tolerated listener=main tolerance=bare_cr");
  }

  @Test
  void page_holdsTheTable() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (Boolean.getBoolean("regenerate")) {
      page = page.substring(0, from) + table() + page.substring(to);
      Files.writeString(PAGE, page);
      to = page.indexOf(END);
    }
    assertThat(page.substring(from, to))
        .as(
            "out of date; regenerate with: mvn -pl smtp-inbound -am test -Dtest=TolerancesTest -Dregenerate=true")
        .isEqualTo(table());
  }

  private static String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| Name | Tolerated | Section | What the client does, and we make of it | Price |\n");
    text.append("|---|---|---|---|---|\n");
    for (Tolerance one : Tolerance.values()) {
      String when =
          switch (one.mode()) {
            case STRICT -> "always";
            case TOLERANT -> "`tolerant`";
            case NAMED -> "by name";
          };
      String name = one.name().toLowerCase(Locale.ROOT);
      text.append("| `").append(name).append("` | ").append(when).append(" | ");
      text.append(one.section()).append(" | ").append(one.deviation()).append(" | ");
      text.append(one.price()).append(" |\n");
    }
    return text.toString();
  }
}
