package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that only ever says hello is told to go, and nobody else has to wait for it. */
final class HeloFloodEndsTheSessionTest {
  @ParameterizedTest
  @ValueSource(strings = {"HELO c.example.org", "EHLO c.example.org"})
  void hello_overLimit_is421(String command) throws Exception {
    Settings.Limits twenty = Lab.Build.limit("commands", 20);
    try (Lab lab = new Lab.Build().limits(twenty).start();
        Client client = lab.greeted()) {
      for (int i = 0; i < 19; i++) {
        client.ask(command, "250");
      }
      client.expect("421 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void hello_withoutWaitingForAnswers_endsAtTheFirst() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.client()) {
      client.expect("220");
      client.send("EHLO c.example.org\r\n".repeat(1000));
      client.expect("554 5.5.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void hello_floodFromOneConnection_leavesTheOthersAlone() throws Exception {
    try (Lab lab = Lab.plain();
        Client flooding = lab.greeted();
        Client other = lab.greeted()) {
      for (int i = 0; i < 200; i++) {
        flooding.ask("EHLO c.example.org", "250");
      }
      other.data().send("Subject: x\r\n\r\nx\r\n.\r\n").expect("250");
      assertThat(lab.intake.taken()).hasSize(1);
    }
  }
}
