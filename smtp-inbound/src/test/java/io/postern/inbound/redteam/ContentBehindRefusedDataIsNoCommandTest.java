package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Tolerance;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;

/** Content sent without waiting for 354 must not be run as commands where DATA is refused. */
final class ContentBehindRefusedDataIsNoCommandTest {
  @Test
  void data_refusedWithContentBehindIt_endsTheSession() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.send("DATA\r\nRSET\r\nMAIL FROM:<admin@example.org>\r\n");
      client.expect("554 5.5.0");
      assertThat(client.isClosed()).isTrue();
      assertThat(lab.intake.taken()).isEmpty();
    }
  }

  @Test
  void data_refusedWithContentBehindItTolerated_endsTheSessionAllTheSame() throws Exception {
    try (Lab lab = new Lab.Build().tolerate(Tolerance.PIPELINED_CONTENT).start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.send("DATA\r\nRSET\r\nMAIL FROM:<admin@example.org>\r\n").expect("554 5.5.1");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void data_takenWithContentBehindIt_endsTheSession() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope().send("DATA\r\nSubject: x\r\n\r\n.\r\n").expect("554 5.5.0");
      assertThat(client.isClosed()).isTrue();
      assertThat(lab.intake.taken()).isEmpty();
    }
  }
}
