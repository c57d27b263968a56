package io.postern.outbound;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.HostPort;
import io.postern.config.Secret;
import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.OpenSsl;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An upstream's mail goes back through its own host: to that very host, as that upstream, or not.
 */
class ReturnRouteTest {
  private static final Certs CA = new Certs("root");
  private static final TlsIdentity RELAY = CA.good("relay.example.net");
  private static final String WORD = "word-of-contoso-0001";
  private static final String[] AUTH = {"AUTH LOGIN PLAIN"};
  private static final FakeDns DNS =
      new FakeDns()
          .a("relay.example.net", "127.0.0.1")
          .mx("example.org", "10 mx.example.org")
          .a("mx.example.org", "127.0.0.1");

  @TempDir Path directory;

  private final List<String> shown = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @EnumSource
  void deliver_mailOfTheUpstream_goesThereWithItsCertificateAndItsWord(TlsEngine engine)
      throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(RELAY));
        Rig rig = rig(server.port())) {
      rig.returning(route(server.port(), "contoso", engine, Optional.empty(), false));

      Outcome outcome = deliver(rig, "contoso", Rig.ANY);

      assertThat(shown).containsExactly("contoso.example");
      assertThat(server.heard()).contains(CANARY, "X-Postern-Processed: " + WORD + "\r\n");
      Outcome.Delivered delivered = (Outcome.Delivered) outcome;
      assertThat(delivered.proof().tls().orElseThrow().authenticated()).isTrue();
      assertThat(delivered.proof().details())
          .containsEntry("return_route", "relay.example.net:" + server.port())
          .containsEntry("onward_tls", "unknown");
    }
  }

  @Test
  void deliver_mailOfAnotherUpstream_goesByMxWithoutCertificateAndWord() throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(CA.good("mx.example.org")));
        Rig rig = rig(server.port())) {
      rig.returning(route(server.port(), "contoso", Optional.empty(), false));
      Content forged =
          BytesContent.of("X-Postern-Processed: " + WORD + "\nx-postern-trace: v=1\nA: b\n\nx\n");

      assertThat(deliver(rig, "fabrikam", Rig.ANY, forged)).isInstanceOf(Outcome.Delivered.class);

      assertThat(shown).isEmpty();
      assertThat(server.heard()).contains("\r\nA: b\r\n").doesNotContain(WORD, "x-postern-trace");
    }
  }

  @Test
  void deliver_verifiedTlsBehindAHostNobodyVouchesFor_isUnprotectableAndNothingIsSaid()
      throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(RELAY));
        Rig rig = rig(server.port())) {
      rig.returning(route(server.port(), "contoso", Optional.empty(), false));

      assertThat(deliver(rig, "contoso", Rig.TLS).toString())
          .contains("Unprotectable", "trust_onward_tls");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void deliver_verifiedTlsBehindAHostThatIsVouchedFor_isDeliveredAndTheProofSaysSo()
      throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(RELAY));
        Rig rig = rig(server.port())) {
      rig.returning(route(server.port(), "contoso", Optional.empty(), true));

      Outcome.Delivered delivered = (Outcome.Delivered) deliver(rig, "contoso", Rig.TLS);

      assertThat(delivered.proof().details())
          .containsEntry("onward_tls", "vouched for by the administrator");
    }
  }

  @Test
  void deliver_floorThatNobodyCanShowOnward_isUnprotectableThoughVouchedFor() throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(RELAY));
        Rig rig = rig(server.port())) {
      rig.returning(route(server.port(), "contoso", Optional.empty(), true));
      for (TlsFloor floor : List.of(TlsFloor.DANE, TlsFloor.MTA_STS)) {
        assertThat(deliver(rig, "contoso", new Protection.VerifiedTls(floor)).toString())
            .contains("Unprotectable", "return route");
      }
      assertThat(server.connections()).isZero();
      assertThat(deliver(rig, "contoso", new Protection.VerifiedTls(TlsFloor.PKIX)))
          .isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void deliver_destinationAsksForMoreThanTheRouteShows_waitsUnlessVouchedFor() throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(RELAY));
        Rig rig =
            new Rig(
                DNS,
                Options.of(server.port(), CA.root())
                    .destination(DestinationSettings.Level.ENCRYPT, "example.org"))) {
      rig.returning(route(server.port(), "contoso", Optional.empty(), false));
      assertThat(deliver(rig, "contoso", Rig.ANY).toString())
          .contains("Deferred", "451 4.7.5", "outbound.destinations");
      assertThat(server.connections()).isZero();
      rig.returning(route(server.port(), "contoso", Optional.empty(), true));
      assertThat(deliver(rig, "contoso", Rig.ANY)).isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void deliver_wrappedMail_goesThereToo() throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(RELAY));
        Rig rig = rig(server.port())) {
      rig.returning(route(server.port(), "contoso", Optional.empty(), false));

      assertThat(deliver(rig, "contoso", new Protection.Smime()))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(server.heard()).contains("Subject: sealed").doesNotContain(CANARY);
    }
  }

  @Test
  void deliver_hostIsNotTheNamedOne_waitsAndNothingIsSent() throws Exception {
    List<Script> wrong =
        List.of(
            relay(CA.good("mx.example.org")),
            relay(CA.expired("relay.example.net")),
            relay(new Certs("stranger").good("relay.example.net")),
            p -> p.open().takeAll());
    for (Script script : wrong) {
      try (ScriptedServer server = new ScriptedServer(script);
          Rig rig = rig(server.port())) {
        KnownRelay.Login login = new KnownRelay.Login("user", new Secret("password"));
        rig.returning(route(server.port(), "contoso", Optional.of(login), true));
        for (Protection protection : List.of(Rig.ANY, Rig.TLS, new Protection.Smime())) {
          assertThat(deliver(rig, "contoso", protection).toString())
              .contains("Deferred", "4.7.5", "Return route");
        }
        assertThat(server.heard()).doesNotContain(CANARY, "MAIL", "AUTH", "sealed");
      }
    }
  }

  @Test
  void deliver_hostWantsALogin_getsItOnVerifiedTlsOnly() throws Exception {
    try (ScriptedServer server = new ScriptedServer(login("235 2.7.0 welcome"));
        Rig rig = rig(server.port())) {
      KnownRelay.Login login = new KnownRelay.Login("user", new Secret("p\u00e4ss"));
      rig.returning(route(server.port(), "contoso", Optional.of(login), false));

      assertThat(deliver(rig, "contoso", Rig.ANY)).isInstanceOf(Outcome.Delivered.class);
      // base64 of NUL user NUL p\u00e4ss in UTF-8
      assertThat(server.heard()).contains("AUTH PLAIN AHVzZXIAcMOkc3M=\r\n");
    }
  }

  /** Passwords get mended, so mail waits for them (OpenSMTPD 64). */
  @Test
  void deliver_loginRefusedOrNotOffered_waitsWithoutRepeatingIt() throws Exception {
    List<Script> scripts =
        List.of(
            login("535 5.7.8 AHVzZXIAcGFzcw== is wrong"),
            p -> p.open("STARTTLS").secure(RELAY).offer("AUTH LOGIN XPLAIN").hear("QUIT"));
    for (Script script : scripts) {
      try (ScriptedServer server = new ScriptedServer(script);
          Rig rig = rig(server.port())) {
        KnownRelay.Login login = new KnownRelay.Login("user", new Secret("pass"));
        rig.returning(route(server.port(), "contoso", Optional.of(login), false));

        assertThat(deliver(rig, "contoso", Rig.ANY).toString())
            .contains("Deferred", "4.7.8")
            .doesNotContain("AHVzZXIAcGFzcw");
        assertThat(server.heard()).doesNotContain("MAIL");
      }
    }
  }

  @Test
  void deliver_twoUpstreamsToTheSameHost_neverShareAConnection() throws Exception {
    try (ScriptedServer server = new ScriptedServer(relay(RELAY));
        Rig rig = rig(server.port())) {
      rig.returning(route(server.port(), "contoso", Optional.empty(), false));
      rig.returning(route(server.port(), "fabrikam", Optional.empty(), false));
      for (int i = 0; i < 3; i++) {
        deliver(rig, "contoso", Rig.ANY);
        deliver(rig, "fabrikam", Rig.ANY);
      }

      assertThat(server.connections()).isEqualTo(2);
      assertThat(shown).containsExactly("contoso.example", "fabrikam.example");
    }
  }

  @Test
  void openssl_thatRequiresTheCertificate_takesItAndSaysWhose() throws Exception {
    Path authority = Files.createDirectory(directory.resolve("ca"));
    try (OpenSsl receiver = OpenSsl.requiringClient(RELAY, CA.rootPem(authority), directory);
        Rig rig = rig(receiver.port())) {
      rig.returning(route(receiver.port(), "contoso", Optional.empty(), false));
      Thread.ofVirtual().start(receiver::takeOne);

      assertThat(deliver(rig, "contoso", Rig.ANY).toString())
          .contains("Delivered", "taken by openssl");
      await().until(() -> receiver.said().contains("Verification: OK"));
      assertThat(receiver.said()).contains("Peer certificate: CN").contains("leaf");
    }
  }

  private Script relay(TlsIdentity identity) {
    return p -> {
      p.open("STARTTLS").secure(identity);
      shown.addAll(p.clientNames());
      p.offer("PIPELINING", "8BITMIME").takeAll();
    };
  }

  private static Script login(String answer) {
    return p -> {
      p.open("STARTTLS", "AUTH PLAIN").secure(RELAY).offer(AUTH).hear("AUTH PLAIN ");
      p.say(answer).takeAll();
    };
  }

  private static Rig rig(int port) {
    return new Rig(DNS, Options.of(port, CA.root()));
  }

  private static KnownRelay route(
      int port, String upstream, Optional<KnownRelay.Login> login, boolean trusts)
      throws GeneralSecurityException {
    return route(port, upstream, TlsEngine.NATIVE, login, trusts);
  }

  private static KnownRelay route(
      int port, String upstream, TlsEngine engine, Optional<KnownRelay.Login> login, boolean trusts)
      throws GeneralSecurityException {
    return new KnownRelay(
        KnownRelay.Kind.RETURN_ROUTE,
        upstream,
        new HostPort("relay.example.net", port),
        TlsEngines.client(engine, Optional.of(CA.good(upstream + ".example"))),
        login,
        trusts,
        upstream.equals("contoso") ? Optional.of(new Secret(WORD)) : Optional.empty());
  }

  private static Outcome deliver(Rig rig, String upstream, Protection protection) {
    return deliver(rig, upstream, protection, Rig.MESSAGE);
  }

  private static Outcome deliver(Rig rig, String upstream, Protection protection, Content content) {
    Envelope plain = Rig.envelope(EsmtpOptions.NONE, "jane@example.org");
    Envelope envelope =
        new Envelope(
            plain.id(),
            new Upstream(
                upstream, Upstream.Kind.NETWORK, "192.0.2.9", "h", "ESMTPS", Optional.empty()),
            plain.from(),
            plain.to(),
            plain.receivedAt(),
            plain.options());
    return rig.deliver(Rig.consignment(envelope, protection, content)).getFirst();
  }
}
