package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.Secret;
import io.postern.config.settings.DestinationSettings.Level;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.probe.ProbeReport.Prediction;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A smart host proves itself, and nothing of the way behind it unless somebody vouches for it. */
class SmartHostTest {
  private static final Certs CA = new Certs("root");
  private static final FakeDns DNS = new FakeDns().a("relay.example", "127.0.0.1");

  @Test
  void deliver_nobodyVouches_verifiedTakesTheNextProtectionAndOtherMailGoes() throws IOException {
    try (ScriptedServer server = server();
        Rig rig = rig(server, false, Level.MAY)) {
      assertThat(rig.deliver(Rig.TLS, "jane@partner.example").getFirst().toString())
          .contains("Unprotectable", "smart host", "trust_onward_tls");
      assertThat(server.connections()).isZero();
      assertThat(rig.probe().run("partner.example").prediction()).isEqualTo(Prediction.FALLBACK);
      assertThat(details(rig.deliver(Rig.ANY, "jane@partner.example").getFirst()))
          .containsEntry("smart_host", "relay.example:" + server.port())
          .containsEntry("onward_tls", "unknown");
    }
  }

  @Test
  void deliver_vouchedFor_verifiedByItsNameAndTheProofSaysSo() throws IOException {
    try (ScriptedServer server = server();
        Rig rig = rig(server, true, Level.SECURE)) {
      assertThat(details(rig.deliver(Rig.TLS, "jane@partner.example").getFirst()))
          .containsEntry("onward_tls", "vouched for by the administrator");
      Protection dane = new Protection.VerifiedTls(TlsFloor.DANE);
      assertThat(rig.deliver(dane, "jane@partner.example").getFirst())
          .isInstanceOf(Outcome.Unprotectable.class);
    }
  }

  @Test
  void deliver_domainWithALevelBehindIt_waits() throws IOException {
    try (ScriptedServer server = server();
        Rig rig = rig(server, false, Level.SECURE)) {
      assertThat(rig.deliver(Rig.ANY, "jane@Partner.Example").getFirst().toString())
          .contains("Deferred", "451 4.7.5", "outbound.destinations");
      assertThat(rig.deliver(Rig.ANY, "jane@other.example").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void deliver_withLogin_allMailGoesInsideVerifiedTlsAndAfterTheLogin() throws Exception {
    try (ScriptedServer server = asking(CA.good("relay.example"), "235 2.7.0 welcome");
        Rig rig = rig(server)) {
      assertThat(details(rig.deliver(Rig.ANY, "jane@partner.example").getFirst()))
          .containsEntry("smart_host", "relay.example:" + server.port())
          .containsEntry("onward_tls", "unknown");
      assertThat(server.heard()).containsSubsequence("STARTTLS", "AUTH PLAIN AHUAcA==", "MAIL");
      assertThat(rig.deliver(Rig.TLS, "jane@partner.example").getFirst().toString())
          .contains("Unprotectable", "trust_onward_tls");
    }
  }

  @Test
  void deliver_loginRefusedOrHostNotProved_waitsAndNothingIsSaid() throws Exception {
    try (ScriptedServer refuses = asking(CA.good("relay.example"), "535 5.7.8 no");
        Rig rig = rig(refuses)) {
      assertThat(rig.deliver(Rig.ANY, "jane@partner.example").getFirst().toString())
          .contains("Deferred", "4.7.8");
      assertThat(refuses.heard()).doesNotContain("MAIL");
    }
    try (ScriptedServer other = asking(CA.good("else.example"), "235 2.7.0 welcome");
        Rig rig = rig(other)) {
      assertThat(rig.deliver(Rig.ANY, "jane@partner.example").getFirst().toString())
          .contains("Deferred", "4.7.5", "Smart host");
      assertThat(other.heard()).doesNotContain("AUTH", "MAIL");
    }
  }

  private static ScriptedServer asking(TlsIdentity identity, String answer) throws IOException {
    return new ScriptedServer(p -> {
      p.open("STARTTLS").secure(identity).offer("AUTH PLAIN").hear("AUTH");
      p.say(answer).takeAll();
    });
  }

  private static Rig rig(ScriptedServer server) throws GeneralSecurityException {
    KnownRelay relay =
        new KnownRelay(
            KnownRelay.Kind.SMART_HOST,
            "",
            new HostPort("relay.example", server.port()),
            TlsEngines.client(TlsEngine.NATIVE),
            Optional.of(new KnownRelay.Login("u", new Secret("p"))),
            false,
            Optional.empty());
    return new Rig(DNS, Options.of(25, CA.root()).smartHost(relay));
  }

  private static ScriptedServer server() throws IOException {
    return new ScriptedServer(
        p -> p.open("STARTTLS").secure(CA.good("relay.example")).offer().takeAll());
  }

  private static Rig rig(ScriptedServer server, boolean trustsOnward, Level level) {
    HostPort relay = new HostPort("relay.example", server.port());
    Options options = Options.of(25, CA.root()).smartHost(relay, trustsOnward);
    return new Rig(DNS, options.destination(level, "partner.example"));
  }

  private static Map<String, String> details(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    return ((Outcome.Delivered) outcome).proof().details();
  }
}
