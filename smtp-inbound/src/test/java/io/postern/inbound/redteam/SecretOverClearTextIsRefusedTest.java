package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A secret that was read on the way is worth nothing without TLS, and none is asked for there. */
@Timeout(30)
final class SecretOverClearTextIsRefusedTest {
  @Test
  void rightSecret_withoutTls_isRefusedAtMail() throws Exception {
    try (Lab lab = Provider365.lab();
        Client client = lab.greeted()) {
      assertThat(client.ask("MAIL FROM:<anna@example.org>", "530 5.7.0")).contains("[P-TLS]");
      client.ask("RCPT TO:<b@example.net>", "503");
      assertThat(lab.intake.taken()).isEmpty();
    }
  }
}
