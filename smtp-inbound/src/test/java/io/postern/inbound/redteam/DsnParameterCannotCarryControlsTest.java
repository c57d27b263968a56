package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Postfix 20260602: a NUL or line break in disguise reached whoever decoded it. */
final class DsnParameterCannotCarryControlsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENVID=a+00b",
        "ENVID=a+0D+0Ab",
        "ENVID=a+7F",
        "ENVID=a+0",
        "ENVID=a+",
        "ENVID=a+zz",
        "ENVID=a+3d",
        "ENVID=",
        "ENVID=a=b",
        "ENVID=a ENVID=b",
        "ENVID=\u00e9",
        "RET=ALL",
        "RET",
      })
  void mail_badEnvelopeId_is501(String parameter) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org> " + parameter, "50");
      client.ask("DATA", "503");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ORCPT=rfc822;a+00b@example.net",
        "ORCPT=rfc822;a+0Ab@example.net",
        "ORCPT=rfc822;a+b@example.net",
        "ORCPT=rfc822;",
        "ORCPT=;a@example.net",
        "ORCPT=a@example.net",
        "ORCPT=rfc822;a=b",
        "ORCPT=rfc822;a ORCPT=rfc822;b",
        "NOTIFY=NEVER,SUCCESS",
        "NOTIFY=",
        "NOTIFY=SUCCESS,SUCCESS",
      })
  void rcpt_badOriginalRecipient_is501(String parameter) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net> " + parameter, "501 5.5.4");
      client.ask("DATA", "554 5.5.1");
    }
  }

  @Test
  void parameters_wellFormed_areKeptAsTheyCame() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org> ENVID=a+2Bb+3Dc", "250");
      client.ask("RCPT TO:<b@example.net> ORCPT=rfc822;b+2Bc@old.example", "250");
      client.ask("DATA", "354");
      client.send("Subject: x\r\n\r\nx\r\n.\r\n").expect("250");
      assertThat(lab.intake.taken().getFirst().envelope().options().envelopeId())
          .contains("a+2Bb+3Dc");
      assertThat(lab.intake.taken().getFirst().envelope().to().getFirst().originalRecipient())
          .contains("rfc822;b+2Bc@old.example");
    }
  }
}
