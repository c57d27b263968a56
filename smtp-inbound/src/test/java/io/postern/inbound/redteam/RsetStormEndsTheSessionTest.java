package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;

/** RSET forgets a message, but not how much was said for nothing. */
final class RsetStormEndsTheSessionTest {
  private static final Settings.Limits TWENTY = Lab.Build.limit("commands", 20);

  @Test
  void rset_pipelinedWithoutEnd_isAnsweredUpToTheLimitThen421() throws Exception {
    try (Lab lab = new Lab.Build().limits(TWENTY).start();
        Client client = lab.greeted()) {
      client.send("RSET\r\n".repeat(1000));
      for (int i = 0; i < 19; i++) {
        client.expect("250");
      }
      client.expect("421 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void transactions_begunAndForgotten_are421() throws Exception {
    try (Lab lab = new Lab.Build().limits(TWENTY).start();
        Client client = lab.greeted()) {
      String reply = "250";
      int commands = 1;
      while (reply.startsWith("250")) {
        String next = commands % 2 == 1 ? "MAIL FROM:<a@example.org>" : "RSET";
        reply = client.send(next + "\r\n").reply();
        commands++;
        assertThat(commands).isLessThan(25);
      }
      assertThat(reply).startsWith("421 4.7.0");
    }
  }

  @Test
  void rset_amongMessages_isNoStorm() throws Exception {
    try (Lab lab = new Lab.Build().limits(TWENTY).start();
        Client client = lab.greeted()) {
      for (int i = 0; i < 30; i++) {
        client.data().send("Subject: x\r\n\r\nx\r\n.\r\n").expect("250");
        client.ask("RSET", "250");
      }
      assertThat(lab.intake.taken()).hasSize(30);
    }
  }
}
