package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A password in clear is never asked for, taken or checked (RFC 4954 4). */
final class AuthBeforeTlsIsRefusedTest {
  @Test
  void auth_inClear_isNeitherOfferedNorTaken() throws Exception {
    String right =
        Base64.getEncoder()
            .encodeToString(("\0app\0" + Lab.PASSWORD).getBytes(StandardCharsets.UTF_8));
    try (Lab lab = new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(Lab.account()).start();
        Client client = lab.client()) {
      client.expect("220");
      assertThat(client.ask("EHLO c.example.org", "250")).doesNotContain("AUTH");
      client.ask("AUTH PLAIN " + right, "538 5.7.11");
      client.ask("AUTH LOGIN", "538 5.7.11");
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "550 5.7.1");
    }
  }
}
