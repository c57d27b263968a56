package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions.Body;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class UndeclaredEightBitTest {
  private static final String COUNTER =
      "postern_inbound_tolerated listener=lab tolerance=undeclared_eight_bit";

  private static final String ASCII = "Subject: x\r\n\r\nhello, all of this is ASCII\r\n";
  private static final String IN_BODY = "Subject: x\r\n\r\nhello, \u00c3\u00bc\r\n\r\n\u00ff\r\n";
  private static final String IN_HEADER = "Subject: x\u00fcy\r\n\r\nhello\r\n";
  private static final String HEADER_ONLY = "Subject: \u00c3\u00bc\r\n";

  @ParameterizedTest
  @CsvSource({
    "'', BODY, 1, EIGHT_BIT_MIME",
    "'', HEADER, 1, EIGHT_BIT_MIME",
    "'', HEADER_ONLY, 1, EIGHT_BIT_MIME",
    "'', ASCII, 0, SEVEN_BIT",
    "' BODY=7BIT', BODY, 1, EIGHT_BIT_MIME",
    "' BODY=8BITMIME', BODY, 0, EIGHT_BIT_MIME",
    "' BODY=8BITMIME', HEADER, 0, EIGHT_BIT_MIME",
    "' SMTPUTF8', HEADER, 0, SEVEN_BIT",
    "' SMTPUTF8', BODY, 1, EIGHT_BIT_MIME",
    "' BODY=8BITMIME SMTPUTF8', BODY, 0, EIGHT_BIT_MIME"
  })
  void data_octetsBeyondAscii_areCountedOnceWhereUndeclared(
      String parameters, String where, int uses, Body passedOn) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>" + parameters, "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.ask("DATA", "354");
      client.send(message(where) + ".\r\n").expect("250");
      assertSaid(lab, where, uses, passedOn);
    }
  }

  @Test
  void bdat_cutAtEveryOctet_isCountedOnce() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.envelope();
      for (int i = 0; i < IN_BODY.length(); i++) {
        client.send("BDAT 1\r\n" + IN_BODY.charAt(i)).expect("250");
      }
      client.ask("BDAT 0 LAST", "250");
      assertSaid(lab, "BODY", 1, Body.EIGHT_BIT_MIME);
    }
  }

  @Test
  void bdat_binary_isDeclaredAlready() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org> BODY=BINARYMIME", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.send("BDAT " + IN_BODY.length() + " LAST\r\n" + IN_BODY).expect("250");
      assertSaid(lab, "BODY", 0, Body.BINARY_MIME);
    }
  }

  /** What a refused message held says nothing about the next one of the session. */
  @Test
  void data_nextMessageIsAscii_isNotDeclared() throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send(IN_BODY + "\0\r\n.\r\n").expect("550");
      client.data().send(ASCII + ".\r\n").expect("250");
      assertSaid(lab, "ASCII", 0, Body.SEVEN_BIT);
    }
  }

  private static void assertSaid(Lab lab, String where, int uses, Body passedOn) {
    assertThat(lab.onlyBelowTrace()).isEqualTo(message(where));
    assertThat(lab.meters.counted(COUNTER)).isEqualTo(uses);
    assertThat(lab.intake.taken().getFirst().envelope().options().body()).isEqualTo(passedOn);
  }

  private static String message(String where) {
    return switch (where) {
      case "BODY" -> IN_BODY;
      case "HEADER" -> IN_HEADER;
      case "HEADER_ONLY" -> HEADER_ONLY;
      default -> ASCII;
    };
  }
}
