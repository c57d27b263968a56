package io.postern.config.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file says, the loader answers with settings or with problems, never otherwise. */
class MutatedFileTest {
  private static final int ROUNDS = 2_500;
  private static final String[] PIECES = {
    "\t",
    ":",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "|",
    ">",
    "&a ",
    "*a",
    "!x ",
    "#",
    "---\n",
    "\n",
    " ",
    "\u0000",
    "\ud800",
    "\u00e9",
    "null",
    "~",
    "-1",
    "99999999999999999999",
    "1e9",
    "%",
    "?",
    ","
  };

  @Test
  void load_mutatedFile_givesSettingsOrConfigException(@TempDir Path directory) throws IOException {
    Home home = Home.in(directory);
    Random random = new Random(20261121);
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String text = mutate(random.nextBoolean() ? AllKeys.TEXT : Home.MINIMAL, random);
      try {
        home.load(text.getBytes(random.nextInt(4) == 0 ? ISO_8859_1 : UTF_8));
      } catch (ConfigException e) {
        assertThat(e.problems()).isNotEmpty().allMatch(p -> p.location().line() >= 1);
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("round " + i + ":\n" + text, e);
      }
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS);
  }

  private static String mutate(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(mutated.length());
      int end = Math.min(mutated.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> mutated.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> mutated.delete(at, end);
        case 2 -> mutated.insert(at, mutated.substring(at, end));
        default -> mutated.setCharAt(at, (char) random.nextInt(0x180));
      }
    }
    return mutated.toString();
  }
}
