package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.policy.Mail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Short mail of many settings of care, most of it with a name only, and mail that is not PHI. */
final class SettingsOfCareTest {
  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  /** A message with what it is. */
  record Labelled(boolean phi, String kind, String text) {
    static Labelled of(String block) {
      String[] headAndText = block.split("\n", 2);
      String[] labelAndKind = headAndText[0].split(" ", 2);
      return new Labelled(labelAndKind[0].equals("phi"), labelAndKind[1], headAndText[1]);
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  static Stream<Labelled> messages() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SettingsOfCareTest.class.getResourceAsStream("settings-of-care.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^=== ")).skip(1).map(Labelled::of).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void scan_messageOfTheSetting_isJudgedByItsLabel(Labelled message) {
    Screening got = scanner.scan(Mail.of(message.text()));
    assertThat(got.verdict() == Verdict.PHI)
        .as(() -> got.score() + " " + got.findings().stream().map(Finding::rule).toList())
        .isEqualTo(message.phi());
  }
}
