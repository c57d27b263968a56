package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers write into keys, on an operator's terminal. */
class TerminalTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\r",
        "\n",
        "\t",
        "\u009b",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u2028",
        "\ud800",
        "\udb40\udc41"
      })
  void of_whatSteersOrBreaksTheLine_isReplaced(String hostile) {
    assertThat(TerminalText.of("a" + hostile + "b")).startsWith("a\ufffd").endsWith("b");
    assertThat(TerminalText.of("a" + hostile + "b")).doesNotContain(hostile);
  }

  @Test
  void of_wordsOfAnyScript_stay() {
    assertThat(TerminalText.of("J\u00f6rg \u05d0\u05d1 \ud83d\ude00"))
        .isEqualTo("J\u00f6rg \u05d0\u05d1 \ud83d\ude00");
  }

  @Test
  void table_cellWithLineBreakAndEscape_staysOneHarmlessRow() {
    String table = new Table("A", "B").row("x\n\u001b[1mforged", "y").toString();
    assertThat(table.lines()).hasSize(2);
    assertThat(table).doesNotContain("\u001b");
  }

  @Test
  void plain_listOfStrangersNames_staysOneLine() {
    assertThat(KeysText.plain(List.of("a\nstate: trusted", "b"))).doesNotContain("\n");
  }
}
