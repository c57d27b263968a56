package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2011-0411: what came in clear must never count as said within TLS. */
final class StartTlsInjectionEndsTheSessionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "STARTTLS\r\nMAIL FROM:<evil@example.org>\r\n",
        "STARTTLS\r\nR",
        "STARTTLS\r\n\r\n",
        "RSET\r\nSTARTTLS\r\nEHLO evil.example.org\r\nMAIL FROM:<evil@example.org>\r\n",
      })
  void startTls_octetsBehindIt_areDroppedAndTheSessionEnds(String commands) throws Exception {
    try (Lab lab = Lab.tls();
        Client client = lab.greeted()) {
      client.send(commands);
      String reply = client.reply();
      assertThat(reply.startsWith("250") ? client.reply() : reply).startsWith("554 5.7.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void startTls_withArgument_isRefused() throws Exception {
    try (Lab lab = Lab.tls();
        Client client = lab.greeted()) {
      client.ask("STARTTLS now", "501 5.5.4");
      client.ask("STARTTLS X=Y", "501 5.5.4");
      client.startTls().data().send("Subject: x\r\n\r\n.\r\n").expect("250");
    }
  }

  @Test
  void startTls_everythingSaidBefore_isForgotten() throws Exception {
    try (Lab lab = Lab.tls();
        Client client = lab.greeted()) {
      client.envelope().send("BDAT 3\r\nabc").expect("250");
      client.ask("STARTTLS", "220");
      client.upgrade();
      client.ask("BDAT 0 LAST", "503");
      client.ask("RCPT TO:<b@example.net>", "503");
      client.ask("MAIL FROM:<a@example.org>", "503");
      assertThat(client.ask("EHLO again.example.org", "250")).doesNotContain("STARTTLS");
      client.ask("RCPT TO:<b@example.net>", "503");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }
}
