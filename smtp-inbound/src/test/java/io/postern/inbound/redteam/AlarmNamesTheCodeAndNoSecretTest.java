package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.LogWatch;
import io.postern.inbound.Lab;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an attack looks like is an error in the log by its code, and tells nobody a secret. */
@Timeout(60)
final class AlarmNamesTheCodeAndNoSecretTest {
  private static final String GUESS = "zq-a-guess-at-the-secret";
  private static final String FOREIGN =
      Provider365.ID.replace(Provider365.TENANT, Provider365.OTHER);
  private static final String GOOD =
      Provider365.ID + Provider365.ORG + Provider365.INTERNAL + Provider365.PROOF;

  static Stream<Arguments> attacks() {
    String folded = Provider365.ID.replace(": ", ":\r\n ");
    String wrong = "X-Contoso-Secret: " + GUESS + "\r\n";
    return Stream.of(
        Arguments.of("P-M365-TENANT", GOOD.replace(Provider365.ID, FOREIGN)),
        Arguments.of("P-M365-FORGED", GOOD + FOREIGN),
        Arguments.of("P-M365-FORGED", GOOD.replace(Provider365.ID, folded)),
        Arguments.of("P-M365-ORG", GOOD.replace(Provider365.ORG, "")),
        Arguments.of("P-SECRET-MISSING", GOOD.replace(Provider365.PROOF, "")),
        Arguments.of("P-SECRET-WRONG", GOOD.replace(Provider365.PROOF, wrong)),
        Arguments.of("P-SECRET-DOUBLED", GOOD + wrong));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void log_attack_isOneErrorWithItsCode(String code, String fields) throws Exception {
    try (LogWatch log = new LogWatch()) {
      assertThat(Provider365.refused(fields + rest())).contains("[" + code + "]");
      assertThat(log.lines("ERROR"))
          .singleElement()
          .asString()
          .contains("upstream not proved")
          .contains("alarm=\"" + code + "\"", "code=\"" + code + "\"")
          .contains("upstream=\"contoso\"", "client=\"127.0.0.1\"");
      assertNothingOfTheMessage(log);
    }
  }

  @Test
  void log_mistakeOfSettingUp_isAWarningAndNoAlarm() throws Exception {
    try (LogWatch log = new LogWatch()) {
      String external = GOOD.replace("AuthAs: Internal", "AuthAs: Anonymous");
      assertThat(Provider365.refused(external + rest())).contains("[P-M365-AUTHAS]");
      assertThat(log.lines("ERROR")).isEmpty();
      assertThat(log.lines("WARN"))
          .filteredOn(l -> l.startsWith("upstream not proved"))
          .singleElement()
          .asString()
          .contains("code=\"P-M365-AUTHAS\"")
          .doesNotContain("alarm");
      assertNothingOfTheMessage(log);
    }
  }

  @Test
  void log_goodMessage_holdsNeitherItsSecretNorItsFields() throws Exception {
    try (LogWatch log = new LogWatch();
        Lab lab = Provider365.lab()) {
      assertThat(Provider365.send(lab, "anna@example.org", GOOD + rest())).startsWith("250");
      assertThat(log.lines("INFO")).anyMatch(l -> l.startsWith("accepted"));
      assertThat(log.lines("ERROR")).isEmpty();
      assertNothingOfTheMessage(log);
    }
  }

  private static String rest() {
    return Provider365.REST
        .replace("Subject: x", "Subject: zq-subject")
        .replace("body", "zq-body")
        .replace("Anna", "zq-Name");
  }

  private static void assertNothingOfTheMessage(LogWatch log) {
    List<String> never =
        List.of(Provider365.SECRET, GUESS, "zq-", "anna@", "b@example.net", Provider365.TENANT);
    assertThat(log.lines()).isNotEmpty().noneMatch(l -> never.stream().anyMatch(l::contains));
  }
}
