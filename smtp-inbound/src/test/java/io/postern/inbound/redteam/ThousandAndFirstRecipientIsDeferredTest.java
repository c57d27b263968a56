package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;

/**
 * A thousand recipients are taken; one more is the client's to send again (RFC 5321 4.5.3.1.10).
 */
final class ThousandAndFirstRecipientIsDeferredTest {
  @Test
  void rcpt_overLimit_is452AndTheMessageGoesOnToTheOthers() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 1100; i++) {
        all.append("RCPT TO:<r").append(i).append("@example.net>\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 1100; i++) {
        client.expect(i < 1000 ? "250 2.1.5" : "452 4.5.3");
      }
      client.ask("DATA", "354");
      client.send("Subject: x\r\n\r\nx\r\n.\r\n").expect("250");
      assertThat(lab.intake.taken().getFirst().envelope().to()).hasSize(1000);
    }
  }

  @Test
  void ehlo_saysSoBefore() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.client()) {
      client.expect("220");
      assertThat(client.ask("EHLO c.example.org", "250"))
          .containsPattern("LIMITS MAILMAX=[1-9]\\d{0,5} RCPTMAX=1000\n");
    }
  }
}
