package io.postern.inbound.redteam;

import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import io.postern.inbound.ScramClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What client and server say about channel binding cannot be changed on the way. */
@Timeout(30)
final class ChannelBindingDowngradeTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {"n,, y,,", "y,, n,,", "n,, p=tls-exporter,,", "n,, n,a=app,", "n,a=app, n,,"})
  void header_otherInTheLastMessage_isRefused(String first, String last) throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      ScramClient scram = new ScramClient(first, "app", NONCE, Lab.PASSWORD);
      String challenge = client.ask("AUTH SCRAM-SHA-256 " + scram.first(), "334");
      client.ask(scram.last(challenge, last), "535 5.7.8");
    }
  }

  @Test
  void binding_demandedButNotOffered_isRefused() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      ScramClient scram = new ScramClient("p=tls-exporter,,", "app", NONCE, Lab.PASSWORD);
      client.ask("AUTH SCRAM-SHA-256 " + scram.first(), "535 5.7.8");
      client.ask("AUTH SCRAM-SHA-256-PLUS " + scram.first(), "504 5.5.4");
    }
  }

  @Test
  void binding_possibleButNotOffered_authenticates() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      ScramClient scram = new ScramClient("y,,", "app", NONCE, Lab.PASSWORD);
      String challenge = client.ask("AUTH SCRAM-SHA-256 " + scram.first(), "334");
      client.ask(scram.last(challenge), "334");
      client.ask("", "235");
    }
  }
}
