package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.core.testing.LogWatch;
import io.postern.inbound.Apps;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import io.postern.inbound.ScramClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is logged, at whatever level and by whatever part: no password, no proof of one, and no
 * secret of a header, right or wrong; a wrong one is often the right one of another place.
 */
@Timeout(60)
final class NoSecretIsInTheLogTest {
  private static final String WRONG = "zq-wrong-password";
  private static final String GUESS = "zq-a-guess-at-the-secret";

  @Test
  void log_ofAuthenticationsAndSecretHeaders_holdsNoSecret() throws Exception {
    try (LogWatch log = new LogWatch();
        Lab lab =
            new Lab.Build()
                .tls(Settings.TlsMode.STARTTLS)
                .upstreams(Apps.upstream(Apps.account("app")), Provider365.settings())
                .start()) {
      plain(lab);
      login(lab);
      scram(lab);
      secretHeaders(lab);
      assertThat(log.lines())
          .anyMatch(l -> l.startsWith("authenticated") && l.contains("PLAIN"))
          .anyMatch(l -> l.startsWith("authenticated") && l.contains("LOGIN"))
          .anyMatch(l -> l.startsWith("authenticated") && l.contains("SCRAM-SHA-256"))
          .anyMatch(l -> l.contains("P-SECRET-WRONG"))
          .noneMatch(l -> secrets().stream().anyMatch(l::contains));
    }
  }

  private static void plain(Lab lab) throws Exception {
    try (Client client = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN " + Apps.plain("app", WRONG), "535");
      client.ask("AUTH PLAIN", "334");
      client.ask(Apps.plain("app", Lab.PASSWORD), "235");
    }
  }

  private static void login(Lab lab) throws Exception {
    try (Client client = lab.greeted().startTls()) {
      for (String password : List.of(WRONG, Lab.PASSWORD)) {
        client.ask("AUTH LOGIN " + Apps.base64("app"), "334");
        client.ask(Apps.base64(password), password.equals(WRONG) ? "535" : "235");
      }
    }
    try (Client client = lab.greeted().startTls()) {
      client.ask(Apps.base64(Lab.PASSWORD), "500"); // a client that is out of step
      client.ask("AUTH LOGIN " + Apps.base64(Lab.PASSWORD), "334"); // in the wrong field
      client.ask(Apps.base64(WRONG), "535");
    }
  }

  private static void scram(Lab lab) throws Exception {
    try (Client client = lab.greeted().startTls()) {
      assertThat(ScramClient.login(client, "app", WRONG)).startsWith("535");
      assertThat(ScramClient.login(client, "app", Lab.PASSWORD)).startsWith("235");
    }
  }

  private static void secretHeaders(Lab lab) throws Exception {
    String identity = Provider365.ID + Provider365.ORG + Provider365.INTERNAL;
    String wrong = "X-Contoso-Secret: " + GUESS + "\r\n";
    String from = "anna@example.org";
    assertThat(Provider365.send(lab, from, identity + wrong + Provider365.REST)).startsWith("550");
    assertThat(Provider365.send(lab, from, identity + Provider365.PROOF + Provider365.REST))
        .startsWith("250");
  }

  private static List<String> secrets() {
    return List.of(
        Lab.PASSWORD,
        Apps.base64(Lab.PASSWORD),
        Apps.plain("app", Lab.PASSWORD),
        WRONG,
        Apps.base64(WRONG),
        Apps.plain("app", WRONG),
        ",p=", // the proof of SCRAM, and its messages as they travel
        Apps.base64("c=biws").substring(0, 7),
        GUESS,
        Provider365.SECRET,
        "$argon2id$");
  }
}
