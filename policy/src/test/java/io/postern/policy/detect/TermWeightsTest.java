package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The shares in the lists of terms are those that the counted documents give. */
final class TermWeightsTest {
  private static final Path SCRIPT = Path.of("src/main/lexicon/weights.py").toAbsolutePath();

  private final Map<String, Double> shares =
      WordFile.resource("health-terms.txt").lines().stream()
          .filter(WordFile::isEntry)
          .map(line -> line.split("\t"))
          .collect(Collectors.toMap(f -> f[0], f -> Double.valueOf(f[2]), Math::max));

  @Test
  void shippedLists_checkedAgainstTheCounts_areWhatTheScriptWrites() throws Exception {
    assertThat(check()).isEqualTo("0 ");
  }

  @Test
  void share_termThatGeneralEnglishUses_isLessThanOfOneItDoesNot() {
    assertThat(shares.get("strength")).isLessThan(shares.get("fever"));
    assertThat(shares.get("fever")).isLessThan(shares.get("mesothelioma"));
    assertThat(shares.get("mesothelioma")).isEqualTo(1.0);
  }

  @Test
  void share_wordWhoseOtherMeaningsAreCommoner_isLess() {
    assertThat(shares.get("depression")).isLessThan(shares.get("bipolar disorder"));
  }

  @Test
  void share_termInCapitalsWhoseWordIsCommon_countsCapitalsOnly() {
    assertThat(shares.get("ADD")).isEqualTo(1.0);
  }

  private static String check() throws IOException, InterruptedException {
    Process python =
        new ProcessBuilder("python3", SCRIPT.toString(), "--check")
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return python.waitFor() + " " + said;
  }
}
