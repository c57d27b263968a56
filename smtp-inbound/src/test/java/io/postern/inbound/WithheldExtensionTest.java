package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Extension;
import io.postern.config.settings.Tolerance;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class WithheldExtensionTest {
  private static final String CHUNK = "MAIL FROM:<evil@example.org>\r\n";

  @ParameterizedTest
  @EnumSource(Extension.class)
  void ehlo_withheld_isNotAnnounced_othersAre(Extension withheld) throws Exception {
    try (Lab lab = new Lab.Build().withhold(withheld).start();
        Client client = lab.client()) {
      client.expect("220");
      String reply = client.ask("EHLO client.example.org", "250");
      assertThat(Arrays.stream(Extension.values()).filter(e -> reply.contains(e.name())))
          .containsExactlyInAnyOrderElementsOf(Extension.allBut(List.of(withheld)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CHUNKING, <a@example.org> BODY=BINARYMIME, 501 5.5.4",
    "BINARYMIME, <a@example.org> BODY=BINARYMIME, 501 5.5.4",
    "SMTPUTF8, <a@example.org> SMTPUTF8, 555 5.5.4",
    "DSN, <a@example.org> RET=HDRS, 555 5.5.4",
    "DSN, <a@example.org> ENVID=x, 555 5.5.4"
  })
  void mail_withheldParameter_isUnknown(Extension withheld, String path, String reply)
      throws Exception {
    try (Lab lab = new Lab.Build().withhold(withheld).start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:" + path, reply);
      client.ask("MAIL FROM:<a@example.org> BODY=8BITMIME", "250");
    }
  }

  @Test
  void rcpt_dsnWithheld_itsParametersAreUnknown() throws Exception {
    try (Lab lab = new Lab.Build().withhold(Extension.DSN).start();
        Client client = lab.greeted()) {
      client.envelope();
      client.ask("RCPT TO:<c@example.net> NOTIFY=NEVER", "555 5.5.4");
      client.ask("RCPT TO:<c@example.net> ORCPT=rfc822;c@example.net", "555 5.5.4");
    }
  }

  /** What may be dropped is the wish for it, never the address that needs it. */
  @Test
  void mail_utf8WithheldAndUnknownParametersTolerated_addressBeyondAsciiIsRefused()
      throws Exception {
    try (Lab lab =
            new Lab.Build()
                .withhold(Extension.SMTPUTF8)
                .tolerate(Tolerance.UNKNOWN_PARAMETER)
                .start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<\u00c3\u00bc@example.org> SMTPUTF8", "550 5.6.7");
      client.ask("MAIL FROM:<a@example.org> SMTPUTF8", "250");
      client.ask("RCPT TO:<\u00c3\u00bc@example.net>", "553 5.6.7");
    }
  }

  /** A client that sends a chunk unasked does not get its octets run as commands. */
  @Test
  void bdat_withheld_chunkIsReadAndRefused_nothingOfItIsACommand() throws Exception {
    try (Lab lab = new Lab.Build().withhold(Extension.CHUNKING).start();
        Client client = lab.greeted()) {
      client.send("BDAT " + CHUNK.length() + " LAST\r\n" + CHUNK).expect("502 5.5.1");
      client.envelope();
      client.send("BDAT " + CHUNK.length() + "\r\n" + CHUNK + "NOOP\r\n").expect("502 5.5.1");
      client.expect("250");
      client.ask("DATA", "354");
      client.send("Subject: x\r\n\r\n.\r\n").expect("250");
      assertThat(lab.onlyBelowTrace()).isEqualTo("Subject: x\r\n\r\n");
      assertThat(lab.intake.taken().getFirst().envelope().from()).hasToString("a@example.org");
    }
  }
}
