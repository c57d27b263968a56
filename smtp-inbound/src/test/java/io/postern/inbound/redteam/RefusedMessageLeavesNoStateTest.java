package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Reply;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Postfix 20260803 and 20260724: what a refused message left over decided about the next one. */
final class RefusedMessageLeavesNoStateTest {
  private static final String GOOD = "Subject: good\r\n\r\ngood\r\n";

  @Test
  void data_refusedByItsContent_nextOneBeginsAnew() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<first@example.org> BODY=8BITMIME RET=HDRS ENVID=first", "250");
      client.ask("RCPT TO:<first@example.net>", "250");
      client.ask("DATA", "354");
      client.send("X: \0\r\n\r\n.\r\n").expect("550 5.6.0");
      assertNextIsOfItsOwn(lab, client);
    }
  }

  @Test
  void data_refusedByTheIntake_nextOneBeginsAnew() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      lab.intake.refuse(e -> Optional.of(Reply.of(550, "5.7.1", "Policy says no")));
      client.data().send(GOOD + ".\r\n").expect("550 5.7.1");
      lab.intake.refuse(e -> Optional.empty());
      assertNextIsOfItsOwn(lab, client);
    }
  }

  @Test
  void bdat_firstChunkRefused_restIsReadAndNextOneBeginsAnew() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<first@example.org> BODY=BINARYMIME", "250");
      client.ask("RCPT TO:<first@example.net>", "250");
      client.send("BDAT 5\r\na\0: bBDAT 6\r\nRSET\r\nBDAT 6 LAST\r\nQUIT\r\n");
      client.expect("550 5.6.0");
      client.expect("503 5.5.1");
      client.expect("503 5.5.1");
      assertNextIsOfItsOwn(lab, client);
    }
  }

  @Test
  void bdat_lastChunkRefused_nextOneBeginsAnew() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope().send("BDAT 6\r\na: b\r\n").expect("250");
      client.send("BDAT 3 LAST\r\na\rb").expect("550 5.6.11");
      client.send("BDAT 0 LAST\r\n").expect("503");
      assertNextIsOfItsOwn(lab, client);
    }
  }

  private static void assertNextIsOfItsOwn(Lab lab, Client client) throws Exception {
    client.ask("RCPT TO:<late@example.net>", "503");
    client.ask("DATA", "503");
    client.data().send(GOOD + ".\r\n").expect("250 2.0.0 Ok ");
    assertThat(lab.onlyBelowTrace()).isEqualTo(GOOD);
    assertThat(lab.intake.taken().getFirst().envelope().to()).hasSize(1);
    assertThat(lab.intake.taken().getFirst().envelope().toString()).doesNotContain("first");
  }
}
