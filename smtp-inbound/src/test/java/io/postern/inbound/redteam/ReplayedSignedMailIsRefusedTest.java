package io.postern.inbound.redteam;

import static io.postern.inbound.redteam.GoogleMail.MESSAGE;
import static io.postern.inbound.redteam.GoogleMail.PROOF;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import io.postern.inbound.upstream.Dkim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DKIM does not bind the envelope: a signed message can be sent again to anybody. */
@Timeout(30)
final class ReplayedSignedMailIsRefusedTest {
  @Test
  void signedMessage_replayedToAnother_isRefusedWithoutTheSecret() throws Exception {
    Dkim dkim = new Dkim().publish("example.org");
    try (Lab lab = GoogleMail.lab(dkim)) {
      String signed = dkim.sign("example.org", MESSAGE);
      assertThat(Provider365.send(lab, "anna@example.org", PROOF + signed)).startsWith("250");
      String received = lab.onlyMessage(); // as it left: without the secret
      try (Client client = lab.greeted().startTls()) {
        client.ask("MAIL FROM:<>", "250");
        client.ask("RCPT TO:<victim@example.com>", "250");
        client.ask("DATA", "354");
        assertThat(client.send(received + ".\r\n").reply()).contains("[P-SECRET-MISSING]");
      }
      assertThat(lab.intake.taken()).hasSize(1);
    }
  }
}
