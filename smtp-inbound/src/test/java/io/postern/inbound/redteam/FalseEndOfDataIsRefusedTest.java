package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SMTP smuggling by DATA: nothing but CRLF.CRLF ends it, and a message that tries is refused. */
@Timeout(60)
final class FalseEndOfDataIsRefusedTest {
  @ParameterizedTest
  @MethodSource({
    "io.postern.core.testing.FalseEnds#all",
    "io.postern.core.testing.FalseEnds#withLongLines"
  })
  void data_falseEnd_messageIsRefusedOnce(String end) throws Exception {
    assertRefused(OuterMail.with(end));
  }

  @ParameterizedTest
  @MethodSource("io.postern.core.testing.FalseEnds#all")
  void data_falseEndAtBufferEdge_messageIsRefusedOnce(String end) throws Exception {
    for (int before = 0; before < 7; before++) {
      assertRefused(OuterMail.atEdge(end, before));
    }
  }

  @Test
  void data_falseEndInOverLongLine_messageIsRefusedOnce() throws Exception {
    assertRefused("a: b\r\n\r\n" + "x".repeat(2048) + "\n." + "x".repeat(70_000) + "\n.\n");
    assertRefused("a: b\r\n\r\n" + "x".repeat(999) + "\r\n" + OuterMail.INNER);
  }

  private static void assertRefused(String content) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send(content + "\r\n.\r\n").expect("550 5.6.");
      client.ask("QUIT", "221"); // and no reply to any inner command before it
      assertThat(lab.intake.taken()).isEmpty();
    }
  }
}
