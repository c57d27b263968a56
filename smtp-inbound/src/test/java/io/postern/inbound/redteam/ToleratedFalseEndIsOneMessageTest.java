package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Tolerance;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where odd line ends are tolerated they are repaired, and still end nothing. */
final class ToleratedFalseEndIsOneMessageTest {
  @ParameterizedTest
  @MethodSource("io.postern.core.testing.FalseEnds#all")
  void data_falseEnd_isContentWithoutOddOctets(String end) throws Exception {
    try (Lab lab =
            new Lab.Build()
                .tolerate(Tolerance.BARE_LF_IN_DATA, Tolerance.BARE_CR, Tolerance.NUL)
                .start();
        Client client = lab.greeted()) {
      client.data().send(OuterMail.with(end) + "\r\n.\r\n").expect("250 2.0.0 Ok ");
      client.ask("QUIT", "221");
      assertThat(lab.onlyBelowTrace())
          .contains("victim@example.net")
          .doesNotContainPattern("[^\\r]\\n|\\r[^\\n]|\\x00");
    }
  }
}
