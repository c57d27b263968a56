package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In BDAT the length is the end: a lone LF is content, and a bare CR or NUL is refused. */
final class FalseEndInBdatIsRefusedOrContentTest {
  @ParameterizedTest
  @MethodSource("io.postern.core.testing.FalseEnds#ofNoText")
  void bdat_bareCrOrNul_messageIsRefusedOnce(String end) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      send(client, OuterMail.with(end)).expect("550 5.6.");
      client.ask("QUIT", "221");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource({
    "io.postern.core.testing.FalseEnds#ofLineFeeds",
    "io.postern.core.testing.FalseEnds#trueOnes"
  })
  void bdat_falseEndOfLineFeeds_isContentByteForByte(String end) throws Exception {
    String content = OuterMail.with(end);
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      send(client, content).expect("250 2.0.0 Ok ");
      client.ask("QUIT", "221");
      assertThat(lab.onlyBelowTrace()).isEqualTo(content);
    }
  }

  private static Client send(Client client, String content) throws Exception {
    return client.envelope().send("BDAT " + content.length() + " LAST\r\n" + content);
  }
}
