package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Postfix 20260625: a first line as in a mailbox file switched a check off. */
final class MailboxFromLineBypassesNothingTest {
  private static final String FROM = "From admin@example.org Sat Nov 21 10:00:00 2026\r\n";

  @Test
  void size_isCountedAllTheSame() throws Exception {
    Settings.Limits small = Lab.Build.limits(2000, 10, 10);
    try (Lab lab = new Lab.Build().limits(small).start();
        Client client = lab.greeted()) {
      client.data().send(FROM + "a: b\r\n\r\n" + "x\r\n".repeat(700) + ".\r\n");
      client.expect("552 5.3.4");
    }
  }

  @Test
  void header_isLimitedAllTheSame() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send(FROM + "a: b\r\n".repeat(1001) + "\r\n.\r\n").expect("554 5.6.0");
      client.data().send(FROM + ("a: " + "b".repeat(900) + "\r\n").repeat(100) + ".\r\n");
      client.expect("552 5.3.4");
    }
  }

  @Test
  void secret_isWantedAllTheSame() throws Exception {
    try (Lab lab =
            new Lab.Build()
                .upstreams(Lab.network("relay", "127.0.0.0/8", Lab.secret(), List.of()))
                .start();
        Client client = lab.greeted()) {
      client.data().send(FROM + "Subject: x\r\n\r\nx\r\n.\r\n").expect("550 5.7.1");
      client.data().send(FROM + "X-Postern-Secret: " + Lab.SECRET + "\r\n\r\nx\r\n.\r\n");
      client.expect("250");
      assertThat(lab.onlyMessage()).doesNotContain(Lab.SECRET);
    }
  }
}
