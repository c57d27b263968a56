package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.UpstreamSettings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever knows id and secret but does not come from the provider. */
@Timeout(30)
final class RightIdFromWrongAddressIsRefusedTest {
  @Test
  void addressOutsideTheRange_isDeniedAtRcpt() throws Exception {
    try (Lab lab =
            Provider365.lab(
                Provider365.settings("10.0.0.0/8", false, UpstreamSettings.DkimDemand.OFF));
        Client client = lab.greeted().startTls()) {
      client.ask("MAIL FROM:<anna@example.org>", "250");
      assertThat(client.ask("RCPT TO:<b@example.net>", "550 5.7.1")).contains("[P-RELAY]");
      client.ask("DATA", "554");
      client.ask("EHLO mail-am0.outbound.protection.outlook.com", "250");
      client.ask("MAIL FROM:<anna@example.org>", "250");
      assertThat(client.ask("RCPT TO:<b@example.net>", "550 5.7.1")).contains("[P-M365-RANGE]");
    }
  }
}
