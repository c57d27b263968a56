package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import io.postern.inbound.ScramClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A SCRAM exchange that was overheard is worth nothing. */
@Timeout(30)
final class ScramReplayTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

  @Test
  void lastMessage_ofAnotherExchange_provesNothing() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"))) {
      ScramClient victim = new ScramClient("n,,", "app", NONCE, Lab.PASSWORD);
      String overheard;
      try (Client client = lab.greeted().startTls()) {
        overheard = victim.last(client.ask("AUTH SCRAM-SHA-256 " + victim.first(), "334"));
        client.ask(overheard, "334");
        client.ask("", "235");
      }
      try (Client client = lab.greeted().startTls()) {
        client.ask("AUTH SCRAM-SHA-256 " + victim.first(), "334");
        client.ask(overheard, "535 5.7.8");
      }
    }
  }

  @Test
  void serverNonce_isFreshEachTime() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      String first = new ScramClient("n,,", "app", NONCE, Lab.PASSWORD).first();
      String one = client.ask("AUTH SCRAM-SHA-256 " + first, "334");
      client.ask("*", "501");
      String two = client.ask("AUTH SCRAM-SHA-256 " + first, "334");
      assertThat(ScramClient.text(one))
          .startsWith("r=" + NONCE)
          .isNotEqualTo(ScramClient.text(two));
    }
  }

  @Test
  void nonce_shortenedToTheClients_isRefused() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      ScramClient scram = new ScramClient("n,,", "app", NONCE, Lab.PASSWORD);
      String challenge = client.ask("AUTH SCRAM-SHA-256 " + scram.first(), "334");
      String text = ScramClient.text(challenge);
      String own = "r=" + NONCE + text.substring(text.indexOf(",s="));
      client.ask(scram.last("334 " + Apps.base64(own)), "535 5.7.8");
    }
  }

  @Test
  void signatureUnacknowledged_isNoLogin() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      ScramClient scram = new ScramClient("n,,", "app", NONCE, Lab.PASSWORD);
      String challenge = client.ask("AUTH SCRAM-SHA-256 " + scram.first(), "334");
      client.ask(scram.last(challenge), "334");
      client.ask("*", "501 5.0.0"); // a client that found the signature wrong
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "530 5.7.0");
    }
  }
}
