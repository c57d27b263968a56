package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.LogWatch;
import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A password in clear is never asked for, taken or checked (RFC 4954 4), and is not made worse by a
 * log.
 */
@Timeout(30)
final class AuthBeforeTlsIsRefusedTest {
  @Test
  void auth_beforeTls_isNotOfferedIs538AndLeavesNoTrace() throws Exception {
    String response = Apps.plain("app", Lab.PASSWORD);
    try (LogWatch log = new LogWatch();
        Lab lab = Apps.lab(Apps.account("app"));
        Client client = lab.client()) {
      client.expect("220");
      assertThat(client.ask("EHLO client.example.org", "250")).doesNotContain("AUTH");
      client.ask("AUTH PLAIN " + response, "538 5.7.11");
      client.ask("AUTH LOGIN", "538 5.7.11");
      client.ask("AUTH LOGIN " + Apps.base64("app"), "538 5.7.11");
      client.ask("AUTH SCRAM-SHA-256", "538 5.7.11");
      client.ask("AUTH EXTERNAL =", "538 5.7.11");
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "550 5.7.1");
      client.ask("QUIT", "221");
      assertThat(client.isClosed()).isTrue();
      assertThat(log.lines())
          .isNotEmpty()
          .noneMatch(l -> l.contains(response) || l.contains(Lab.PASSWORD))
          .noneMatch(l -> l.contains(Apps.base64("app")));
    }
  }

  @Test
  void auth_afterTls_logsTheNameOfAnAccountAndNoOther() throws Exception {
    try (LogWatch log = new LogWatch();
        Lab lab = Apps.lab(Apps.account("app"));
        Client client = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN " + Apps.plain("app", "guess-one"), "535");
      client.ask("AUTH PLAIN " + Apps.plain(Lab.PASSWORD, "guess-two"), "535"); // wrong field
      client.ask("AUTH PLAIN " + Apps.plain("app", Lab.PASSWORD), "235");
      assertThat(log.lines())
          .noneMatch(l -> l.contains("guess") || l.contains(Lab.PASSWORD))
          .anyMatch(l -> l.contains("authentication failed") && l.contains("user=\"app\""))
          .anyMatch(l -> l.contains("authentication failed") && l.contains("user=\"unknown\""))
          .anyMatch(l -> l.contains("authenticated") && l.contains("user=\"app\""));
    }
  }
}
