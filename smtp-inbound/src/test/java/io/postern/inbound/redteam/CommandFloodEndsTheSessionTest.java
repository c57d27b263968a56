package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that bring no message forward are not answered for ever. */
final class CommandFloodEndsTheSessionTest {
  private static final Settings.Limits TWENTY = Lab.Build.limit("commands", 20);

  @ParameterizedTest
  @ValueSource(strings = {"NOOP", "VRFY x", "HELP"})
  void flood_overLimit_is421(String command) throws Exception {
    try (Lab lab = new Lab.Build().limits(TWENTY).start();
        Client client = lab.greeted()) {
      for (int i = 0; i < 19; i++) {
        client.ask(command, "2");
      }
      client.expect("421 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void messages_accepted_setTheCountBack() throws Exception {
    try (Lab lab = new Lab.Build().limits(TWENTY).start();
        Client client = lab.greeted()) {
      for (int i = 0; i < 30; i++) {
        client.data().send("Subject: x\r\n\r\nx\r\n.\r\n").expect("250");
      }
      assertThat(lab.intake.taken()).hasSize(30);
    }
  }
}
