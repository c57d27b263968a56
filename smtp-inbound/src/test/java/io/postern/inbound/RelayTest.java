package io.postern.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Secret;
import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.Envelope;
import io.postern.core.model.Upstream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may relay and who may not. */
@Timeout(30)
final class RelayTest {
  private static final String SECRET_FIELD = "X-Postern-Secret: " + Lab.SECRET + "\r\n";
  private static final String REST = "Subject: x\r\n\r\nX-Postern-Secret: in the body\r\n";

  @Test
  void rcpt_addressNotInANetwork_isDenied() throws Exception {
    UpstreamSettings elsewhere = Lab.network("other", "10.0.0.0/8", Optional.empty(), List.of());
    try (Lab lab = new Lab.Build().upstreams(elsewhere).start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "550 5.7.1");
      client.ask("DATA", "554 5.5.1");
      client.send("BDAT 6 LAST\r\nQUIT\r\n").expect("554 5.5.1");
      client.ask("NOOP", "250");
    }
  }

  @Test
  void rcpt_noUpstreamAtAll_isDenied() throws Exception {
    try (Lab lab = new Lab.Build().upstreams().start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<>", "250");
      client.ask("RCPT TO:<b@example.net>", "550 5.7.1");
      client.ask("RCPT TO:<postmaster>", "550 5.7.1");
    }
  }

  @Test
  void secretHeader_right_isTakenAndRemoved() throws Exception {
    assertThat(send("A: 1\r\n" + SECRET_FIELD + REST, "250")).contains("A: 1\r\n" + REST);
  }

  @Test
  void secretHeader_foldedAndInOtherCase_isTakenAndRemoved() throws Exception {
    assertThat(send("x-postern-SECRET:\r\n " + Lab.SECRET + "\r\n" + REST, "250")).contains(REST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "X-Postern-Secret: wrong-wrong-wrong-wrong\r\n",
        "X-Postern-Secret:\r\n",
        SECRET_FIELD + SECRET_FIELD,
        "X-Postern-Secret: other\r\n" + SECRET_FIELD,
        "X-Postern-Secrets: " + Lab.SECRET + "\r\n",
        "Subject: x\r\n\r\n" + SECRET_FIELD,
      })
  void secretHeader_missingWrongOrDoubled_isRefused(String fields) throws Exception {
    assertThat(send(fields + REST, "550 5.7.1")).isEmpty();
  }

  /** What lies below the trace field; empty where nothing was stored. */
  private static Optional<String> send(String message, String reply) throws Exception {
    try (Lab lab = new Lab.Build().upstreams(Lab.upstream(Lab.secret(), List.of())).start();
        Client client = lab.greeted()) {
      client.data().send(message + ".\r\n").expect(reply);
      return lab.intake.taken().isEmpty()
          ? Optional.empty()
          : Optional.of(Lab.belowTrace(lab.onlyMessage()));
    }
  }

  @Test
  void secretHeader_twoUpstreamsOnOneNetwork_theSecretTellsWhich() throws Exception {
    UpstreamSettings other =
        Lab.network(
            "other",
            "127.0.0.0/8",
            Optional.of(
                new UpstreamSettings.SecretHeader(
                    "X-Other", List.of(new Secret("fedcba9876543210-other")), Optional.empty())),
            List.of());
    UpstreamSettings relay = Lab.upstream(Lab.secret(), List.of());
    try (Lab lab = new Lab.Build().upstreams(other, relay).start();
        Client client = lab.greeted()) {
      client.data().send("X-Other: guess\r\n" + SECRET_FIELD + REST + ".\r\n").expect("250");
      assertThat(lab.intake.taken().getFirst().envelope().upstream().name()).isEqualTo("relay");
      assertThat(lab.onlyBelowTrace()).isEqualTo(REST);
    }
  }

  @Test
  void mail_senderDomains_areEnforced() throws Exception {
    UpstreamSettings own = Lab.upstream(Optional.empty(), List.of("Clinic.example"));
    try (Lab lab = new Lab.Build().upstreams(own).start();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "550 5.7.1");
      client.ask("MAIL FROM:<a@sub.clinic.example>", "550 5.7.1");
      client.ask("MAIL FROM:<a@clinic.EXAMPLE>", "250");
      client.ask("RSET", "250");
      client.ask("MAIL FROM:<>", "250");
    }
  }

  @Test
  void auth_plain_letsRelay() throws Exception {
    try (Lab lab = accounts();
        Client client = lab.greeted()) {
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "550 5.7.1");
      client.startTls();
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "530 5.7.0");
      client.ask("RSET", "250");
      assertThat(client.ask("EHLO c", "250")).contains("AUTH PLAIN LOGIN");
      client.ask("AUTH PLAIN " + plain("app", Lab.PASSWORD), "235 2.7.0");
      assertThat(client.ask("EHLO c", "250")).doesNotContain("AUTH");
      client.data().send("Subject: x\r\n\r\n.\r\n").expect("250");
      Envelope envelope = lab.intake.taken().getFirst().envelope();
      assertThat(envelope.upstream().kind()).isEqualTo(Upstream.Kind.ACCOUNT);
      assertThat(envelope.upstream().protocol()).isEqualTo("ESMTPSA");
    }
  }

  @Test
  void auth_login_letsRelay() throws Exception {
    try (Lab lab = accounts();
        Client client = lab.greeted().startTls()) {
      client.ask("AUTH LOGIN", "334 VXNlcm5hbWU6");
      client.ask(base64("app"), "334 UGFzc3dvcmQ6");
      client.ask(base64(Lab.PASSWORD), "235");
      client.envelope();
    }
  }

  @Test
  void auth_plainWithoutInitialResponse_isAskedFor() throws Exception {
    try (Lab lab = accounts();
        Client client = lab.greeted().startTls()) {
      client.ask("AUTH PLAIN", "334");
      client.ask(plain("app", Lab.PASSWORD), "235");
      client.ask("AUTH PLAIN", "503");
    }
  }

  @Test
  void auth_wrongInAnyWay_isRefused() throws Exception {
    try (Lab lab = accounts();
        Client client = lab.greeted()) {
      client.ask("AUTH PLAIN " + plain("app", Lab.PASSWORD), "538 5.7.11");
      client.startTls();
      client.ask("AUTH PLAIN " + plain("app", "wrong"), "535 5.7.8");
      client.ask("AUTH PLAIN " + plain("nobody", Lab.PASSWORD), "535 5.7.8");
      client.ask("AUTH PLAIN " + base64("app"), "501 5.5.2");
      client.ask("AUTH PLAIN !!!", "501 5.5.2");
      client.ask("AUTH CRAM-MD5", "504 5.5.4");
      client.ask("AUTH LOGIN", "334");
      client.ask("*", "501 5.0.0");
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "530 5.7.0");
    }
  }

  @Test
  void auth_manyFailures_lockTheAddressOut() throws Exception {
    try (Lab lab = accounts();
        Client client = lab.greeted().startTls()) {
      for (int i = 0; i < 5; i++) {
        client.ask("AUTH PLAIN " + plain("app", "wrong" + i), "535");
      }
      client.ask("AUTH PLAIN " + plain("app", Lab.PASSWORD), "454 4.7.0");
    }
  }

  private static Lab accounts() throws Exception {
    return new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(Lab.account()).start();
  }

  private static String plain(String user, String password) {
    return base64("\0" + user + "\0" + password);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
