package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Tolerance;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other hosts cut or wrap a line over 998 octets, and show text that nobody sent. */
final class OverLongTextLineIsRefusedTest {
  @ParameterizedTest
  @ValueSource(ints = {999, 1024, 33_000, 500_000})
  void line_tooLong_isRefusedInDataAndBdat(int length) throws Exception {
    String content = "a: b\r\n\r\n" + "x".repeat(length) + "\r\n";
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send(content + ".\r\n").expect("550 5.6.0 Text line");
      client.envelope().send("BDAT " + content.length() + " LAST\r\n" + content);
      client.expect("550 5.6.0 Text line");
      client.ask("MAIL FROM:<a@example.org> BODY=BINARYMIME", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.send("BDAT " + content.length() + " LAST\r\n" + content).expect("250 2.0.0 Ok ");
      assertThat(lab.onlyBelowTrace()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "x"})
  void line_of998_isTaken(String start) throws Exception {
    // The dot that is doubled on the way does not count (RFC 5321 4.5.3.1.6).
    String content = "a: b\r\n\r\n" + start + "x".repeat(998 - start.replace("..", ".").length());
    try (Lab lab = Lab.plain();
        Client client = lab.greeted()) {
      client.data().send(content + "\r\n.\r\n").expect("250");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {999, 70_000})
  void line_tooLongTolerated_isKept(int length) throws Exception {
    String content = "a: b\r\n\r\n" + "x".repeat(length) + "\r\n";
    try (Lab lab = new Lab.Build().tolerate(Tolerance.LONG_TEXT_LINE).start();
        Client client = lab.greeted()) {
      client.data().send(content + ".\r\n").expect("250");
      assertThat(lab.onlyBelowTrace()).isEqualTo(content);
    }
  }
}
