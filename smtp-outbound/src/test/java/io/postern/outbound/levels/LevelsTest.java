package io.postern.outbound.levels;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.core.testing.Certs;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The levels of {@code outbound.destinations}, each with a host that has it and one that has not.
 */
class LevelsTest {
  private static final Certs CA = new Certs("root");
  private static final String DOMAIN = "partner.example";
  private static final String HOST = "mx.provider.example";
  private static final FakeDns DNS = new FakeDns().mx(DOMAIN, "10 " + HOST).a(HOST, "127.0.0.1");

  @Test
  void encrypt_withAndWithoutTls() throws IOException {
    UnaryOperator<Options> encrypt = o -> o.destination(Level.ENCRYPT, DOMAIN);
    goes(encrypt, Rig.ANY, tls(Certs.selfSigned("whoever.example")), "certificate is for");
    waits(encrypt, Rig.ANY, p -> p.open().takeAll(), "STARTTLS is not offered");
    refused(encrypt, Rig.TLS, tls(Certs.selfSigned("whoever.example")), "certificate is for");
  }

  @Test
  void fingerprint_ofCertificateOrKey() throws IOException {
    TlsIdentity partner = Certs.selfSigned("odd.example");
    PeerCertificate.Presented shown =
        (PeerCertificate.Presented) PeerCertificate.of(partner.chain());
    for (String pin :
        List.of(shown.sha256().toUpperCase(java.util.Locale.ROOT), shown.spkiSha256())) {
      UnaryOperator<Options> pinned = o -> o.destination(Level.FINGERPRINT, DOMAIN, pin);
      goes(pinned, Rig.TLS, tls(partner), "pin: ");
      goes(pinned, Rig.ANY, tls(partner), "pin: ");
      refused(pinned, Rig.TLS, tls(CA.good(DOMAIN)), "none of those that are pinned");
      waits(pinned, Rig.ANY, tls(CA.good(DOMAIN)), "none of those that are pinned");
    }
  }

  @Test
  void secure_nexthopDotNexthopAndMatch() throws IOException {
    UnaryOperator<Options> usual = o -> o.destination(Level.SECURE, DOMAIN);
    goes(usual, Rig.TLS, tls(CA.good(DOMAIN)), "pkix: " + DOMAIN);
    goes(usual, Rig.TLS, tls(CA.good("any." + DOMAIN)), "pkix: ." + DOMAIN);
    refused(usual, Rig.TLS, tls(CA.good(HOST)), "accepted would be");
    UnaryOperator<Options> match = o -> o.destination(Level.SECURE, DOMAIN, ".provider.example");
    goes(match, Rig.TLS, tls(CA.good(HOST)), "pkix: .provider.example");
    waits(match, Rig.ANY, tls(CA.good(DOMAIN)), "accepted would be");
  }

  @Test
  void mtaSts_withoutPolicy_waits() throws IOException {
    UnaryOperator<Options> policy = o -> o.destination(Level.MTA_STS, DOMAIN);
    waits(policy, Rig.ANY, tls(CA.good(HOST)), "there is no MTA-STS policy");
  }

  @Test
  void pinnedByPolicy_beside_level() throws IOException {
    TlsIdentity partner = CA.good(DOMAIN);
    String pin = ((PeerCertificate.Presented) PeerCertificate.of(partner.chain())).sha256();
    Protection pinned =
        new Protection.VerifiedTls(TlsFloor.PINNED, TlsVersion.TLS_1_3, List.of(pin));
    goes(o -> o, pinned, tls(partner), "pin: " + pin);
    goes(o -> o.destination(Level.SECURE, DOMAIN), pinned, tls(partner), "pkix: " + DOMAIN + ",");
    refused(o -> o, pinned, tls(CA.good(DOMAIN)), "none of those that are pinned");
  }

  private static Script tls(TlsIdentity identity) {
    return p -> p.open("STARTTLS").secure(identity).offer().takeAll();
  }

  private static void goes(
      UnaryOperator<Options> options, Protection protection, Script script, String check)
      throws IOException {
    Outcome outcome = deliver(options, protection, script, true);
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(((Outcome.Delivered) outcome).proof().tls().orElseThrow().check()).contains(check);
  }

  private static void refused(
      UnaryOperator<Options> options, Protection protection, Script script, String why)
      throws IOException {
    assertThat(deliver(options, protection, script, false).toString())
        .contains("Unprotectable", why);
  }

  private static void waits(
      UnaryOperator<Options> options, Protection protection, Script script, String why)
      throws IOException {
    assertThat(deliver(options, protection, script, false).toString())
        .contains("Deferred", "451 4.7.5", why);
  }

  private static Outcome deliver(
      UnaryOperator<Options> options, Protection protection, Script script, boolean heard)
      throws IOException {
    try (ScriptedServer server = new ScriptedServer(script);
        Rig rig = new Rig(DNS, options.apply(Options.of(server.port(), CA.root())))) {
      Outcome outcome = rig.deliver(protection, "jane@" + DOMAIN).getFirst();
      assertThat(server.heard().contains(CANARY)).isEqualTo(heard);
      assertThat(server.heard().contains("MAIL")).isEqualTo(heard);
      return outcome;
    }
  }
}
