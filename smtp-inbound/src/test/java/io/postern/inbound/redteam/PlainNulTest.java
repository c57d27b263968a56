package io.postern.inbound.redteam;

import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NULs in PLAIN move no boundary. In the cases | stands for NUL and PW for the password. */
@Timeout(30)
final class PlainNulTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "|",
        "||",
        "|||",
        "app|PW",
        "|app|",
        "||PW",
        "|app|PW|",
        "|app||PW",
        "||app|PW",
        "|app|PW|x",
        "app|app|PW|app",
      })
  void plain_misplacedNul_isMalformed(String message) throws Exception {
    assertReply(message, "501 5.5.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|app |PW", "|app|PW ", "| app|PW", "|APP|PW"})
  void plain_almostRight_isWrong(String message) throws Exception {
    assertReply(message, "535 5.7.8");
  }

  private static void assertReply(String message, String reply) throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"));
        Client client = lab.greeted().startTls()) {
      String octets = message.replace("|", "\0").replace("PW", Lab.PASSWORD);
      client.ask("AUTH PLAIN", "334");
      client.ask(Apps.base64(octets), reply);
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "530 5.7.0");
    }
  }
}
