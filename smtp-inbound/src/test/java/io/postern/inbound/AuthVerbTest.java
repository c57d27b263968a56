package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.TestIdentity;
import io.postern.core.wire.TlsIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH as clients see it. */
@Timeout(30)
final class AuthVerbTest {
  private static final TlsIdentity CLIENT = TestIdentity.ec("client.example.org");

  @Test
  void ehlo_offersWhatAccountsAreConfiguredFor() throws Exception {
    assertThat(offered(Apps.passwordOnly("a"))).contains("AUTH PLAIN LOGIN\n");
    assertThat(offered(Apps.scramOnly("a"))).contains("AUTH SCRAM-SHA-256\n");
    assertThat(offered(Apps.account("a"))).contains("AUTH SCRAM-SHA-256 PLAIN LOGIN\n");
    assertThat(offered(Apps.keyed("a", CLIENT))).doesNotContain("AUTH");
  }

  private static String offered(UpstreamSettings.Account account) throws Exception {
    try (Lab lab = Apps.lab(account);
        Client client = lab.greeted()) {
      assertThat(client.ask("EHLO c.example.org", "250")).doesNotContain("AUTH");
      client.startTls();
      return client.ask("EHLO c.example.org", "250");
    }
  }

  @Test
  void scram_rightPassword_authenticatesAndRelays() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      assertThat(ScramClient.login(client, "app", Lab.PASSWORD)).startsWith("235 2.7.0");
      client.data().send("Subject: x\r\n\r\n.\r\n").expect("250");
      assertThat(lab.intake.taken().getFirst().envelope().upstream().name()).isEqualTo("app");
    }
  }

  @Test
  void scram_wrongPasswordOrUser_is535() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("app"));
        Client client = lab.greeted().startTls()) {
      assertThat(ScramClient.login(client, "app", "wrong")).startsWith("535 5.7.8");
      assertThat(ScramClient.login(client, "nobody", Lab.PASSWORD)).startsWith("535 5.7.8");
      assertThat(ScramClient.login(client, "app", Lab.PASSWORD)).startsWith("235");
    }
  }

  @Test
  void scram_userWithCommaAndEquals_isUnescaped() throws Exception {
    try (Lab lab = Apps.lab(Apps.scramOnly("a,b=c"));
        Client client = lab.greeted().startTls()) {
      assertThat(ScramClient.login(client, "a=2Cb=3Dc", Lab.PASSWORD)).startsWith("235");
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificate_ofAnAccount_authorisesWithoutAuthAndWithExternal(Settings.TlsEngine engine)
      throws Exception {
    try (Lab lab =
        new Lab.Build()
            .tls(Settings.TlsMode.STARTTLS)
            .engine(engine)
            .upstreams(Apps.upstream(Apps.keyed("app", CLIENT)))
            .start()) {
      try (Client client = lab.greeted().startTls(CLIENT)) {
        client.data().send("Subject: x\r\n\r\n.\r\n").expect("250");
      }
      try (Client client = lab.greeted().startTls(CLIENT)) {
        assertThat(client.ask("EHLO c.example.org", "250")).contains("AUTH EXTERNAL\n");
        client.ask("AUTH EXTERNAL =", "235");
        client.ask("AUTH EXTERNAL =", "503");
      }
      try (Client client = lab.greeted().startTls(CLIENT)) {
        client.ask("AUTH EXTERNAL " + Apps.base64("other"), "535");
        client.ask("AUTH EXTERNAL", "334");
        client.ask(Apps.base64("app"), "235");
      }
    }
  }

  @Test
  void certificate_ofNobodyOrNone_authorisesNothing() throws Exception {
    try (Lab lab = Apps.lab(Apps.keyed("app", CLIENT), Apps.passwordOnly("other"))) {
      try (Client client = lab.greeted().startTls(TestIdentity.ec("client.example.org"))) {
        client.ask("AUTH EXTERNAL =", "504");
        client.ask("MAIL FROM:<a@example.org>", "250");
        client.ask("RCPT TO:<b@example.net>", "530 5.7.0");
      }
      try (Client client = lab.greeted().startTls()) {
        client.ask("AUTH EXTERNAL =", "504");
      }
    }
  }

  @Test
  void networks_elsewhere_isAWrongPasswordAndNoCertificate() throws Exception {
    UpstreamSettings elsewhere =
        Apps.upstreamFrom("192.0.2.0/24", Apps.account("app"), Apps.keyed("key", CLIENT));
    try (Lab lab = new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(elsewhere).start();
        Client client = lab.greeted().startTls(CLIENT)) {
      client.ask("AUTH EXTERNAL =", "504");
      client.ask("AUTH PLAIN " + Apps.plain("app", Lab.PASSWORD), "535 5.7.8");
      assertThat(ScramClient.login(client, "app", Lab.PASSWORD)).startsWith("535 5.7.8");
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "530 5.7.0");
    }
  }

  @Test
  void login_withAndWithoutInitialResponse_authenticates() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"))) {
      try (Client client = lab.greeted().startTls()) {
        assertThat(client.ask("AUTH LOGIN", "334")).contains(Apps.base64("Username:"));
        assertThat(client.ask(Apps.base64("app"), "334")).contains(Apps.base64("Password:"));
        client.ask(Apps.base64(Lab.PASSWORD), "235");
      }
      try (Client client = lab.greeted().startTls()) {
        client.ask("auth login " + Apps.base64("app"), "334");
        client.ask(Apps.base64(Lab.PASSWORD), "235");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PLAIN !!!!",
        "PLAIN YQ", // without padding
        "PLAIN YQ= =",
        "PLAIN =", // an empty initial response
        "SCRAM-SHA-256 biws", // n,,
        "SCRAM-SHA-256 =",
      })
  void auth_malformedInitialResponse_is501(String argument) throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"));
        Client client = lab.greeted().startTls()) {
      client.ask("AUTH " + argument, "501 5.5.2");
      client.ask("NOOP", "250");
    }
  }

  @Test
  void auth_exchangeBroken_endsAndSessionGoesOn() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"));
        Client client = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN", "334");
      client.ask("*", "501 5.0.0");
      client.ask("AUTH SCRAM-SHA-256", "334");
      client.ask("*", "501 5.0.0");
      client.ask("AUTH LOGIN", "334");
      client.ask("=", "501 5.5.2"); // means empty only as an initial response
      client.ask("AUTH PLAIN", "334");
      client.ask("A".repeat(12_292), "500 5.5.6");
      client.ask("AUTH PLAIN", "334");
      client.send("AGFw\u0000cA==\r\n").expect("501 5.5.2");
      client.ask("AUTH", "504");
      client.ask("AUTH PLAIN " + Apps.plain("app", Lab.PASSWORD), "235");
    }
  }

  @Test
  void auth_secondOrInATransactionOrAfterHelo_is503() throws Exception {
    try (Lab lab = Apps.lab(Apps.account("app"));
        Client client = lab.greeted().startTls()) {
      String auth = "AUTH PLAIN " + Apps.plain("app", Lab.PASSWORD);
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask(auth, "503 5.5.1");
      client.ask("RSET", "250");
      client.ask("HELO c.example.org", "250");
      client.ask(auth, "503 5.5.1");
      client.ask("EHLO c.example.org", "250");
      client.ask(auth, "235");
      client.ask(auth, "503 5.5.1");
      assertThat(client.ask("EHLO c.example.org", "250")).doesNotContain("AUTH");
      client.ask("MAIL FROM:<a@example.org> AUTH=<>", "250"); // RFC 4954 5
    }
  }

  @Test
  void senderDomains_ofTheAccount_countInsteadOfTheUpstreams() throws Exception {
    UpstreamSettings.Account own =
        new UpstreamSettings.Account(
            "own",
            Apps.account("own").password(),
            Optional.empty(),
            List.of(),
            List.of("own.example"),
            10_000,
            50_000);
    UpstreamSettings upstream =
        new UpstreamSettings.Application(
            "app", List.of(own, Apps.account("app")), List.of("shared.example"), List.of(), 1000);
    try (Lab lab = new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(upstream).start()) {
      assertSender(lab, "own", "own.example", "shared.example");
      assertSender(lab, "app", "shared.example", "own.example");
    }
  }

  private static void assertSender(Lab lab, String user, String allowed, String other)
      throws Exception {
    try (Client client = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN " + Apps.plain(user, Lab.PASSWORD), "235");
      client.ask("MAIL FROM:<a@" + other + ">", "550 5.7.1");
      client.ask("MAIL FROM:<a@" + allowed + ">", "250");
    }
  }

  @Test
  void hourlyLimits_reached_putOffTheAccountAndNobodyElse() throws Exception {
    FakeClock clock = FakeClock.create();
    try (Lab lab =
            new Lab.Build()
                .tls(Settings.TlsMode.STARTTLS)
                .time(clock)
                .upstreams(Apps.upstream(Apps.account("small", 2, 3), Apps.account("large")))
                .start();
        Client client = lab.greeted().startTls();
        Client second = lab.greeted().startTls();
        Client other = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN " + Apps.plain("small", Lab.PASSWORD), "235");
      second.ask("AUTH PLAIN " + Apps.plain("small", Lab.PASSWORD), "235");
      other.ask("AUTH PLAIN " + Apps.plain("large", Lab.PASSWORD), "235");
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "250");
      client.ask("RCPT TO:<c@example.net>", "250");
      second.ask("MAIL FROM:<a@example.org>", "250");
      second.ask("RCPT TO:<b@example.net>", "250");
      second.ask("RCPT TO:<c@example.net>", "452 4.5.3");
      client.ask("RSET", "250");
      client.ask("MAIL FROM:<a@example.org>", "450 4.7.1");
      other.envelope();
      clock.advance(Duration.ofMinutes(30));
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RSET", "250");
      client.ask("MAIL FROM:<a@example.org>", "450 4.7.1");
    }
  }
}
