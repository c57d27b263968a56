package io.postern.outbound.tlsrpt;

import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DestinationSettings.Level;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Certs;
import io.postern.core.tlsrpt.SessionResult;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.sts.FleetingPolicies;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.sts.PolicyFetch.Fetched;
import io.postern.outbound.sts.StsPolicy;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every session is told of under what its domain publishes, whatever the message needed. */
class SessionsAreCountedTest {
  private static final Certs CA = new Certs("root");
  private static final String HOST = "mx.provider.example";
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 " + HOST).a(HOST, "127.0.0.1");
  private static final TxtLookup ANNOUNCED = name -> new Answer.Found<>(List.of("v=STSv1; id=1;"));

  private final List<SessionResult> seen = new CopyOnWriteArrayList<>();

  private static MtaSts serving(Fetched served) {
    return new MtaSts(ANNOUNCED, domain -> served, new FleetingPolicies(), InstantSource.system());
  }

  private static MtaSts policy(String mode, String mx) {
    String text = "version: STSv1\nmode: " + mode + "\nmx: " + mx + "\nmax_age: 86400\n";
    return serving(new Fetched.Policy(text, StsPolicy.parse(text).orElseThrow()));
  }

  private static Script with(TlsIdentity identity) {
    return p -> p.open("STARTTLS").secure(identity).offer().takeAll();
  }

  private static Script answering(String reply) {
    return p -> {
      p.open("STARTTLS").hear("STARTTLS");
      p.say(reply).takeAll();
    };
  }

  private static void startAndLeave(ScriptedServer.Peer p) throws IOException {
    p.open("STARTTLS").hear("STARTTLS");
    p.say("220 go ahead");
  }

  /** As in {@code sts example.org certificate-expired}. */
  private List<String> told() {
    return seen.stream()
        .map(r ->
            r.policy().type().label()
                + " "
                + r.policy().domain()
                + " "
                + r.failure().map(f -> (f.result() + " " + f.reason()).strip()).orElse("good"))
        .toList();
  }

  private List<String> told(Protection protection, Script script, UnaryOperator<Options> options)
      throws IOException {
    seen.clear();
    try (ScriptedServer server = new ScriptedServer(script);
        Rig rig =
            new Rig(DNS, options.apply(Options.of(server.port(), CA.root()).watch(seen::add)))) {
      rig.deliver(protection, "jane@example.org");
    }
    return told();
  }

  private List<String> underPolicy(String mode, Script script) throws IOException {
    return told(Rig.ANY, script, o -> o.sts(policy(mode, HOST)));
  }

  @Test
  void deliver_noPolicy_sessionsOfAnyKindAreGood() throws IOException {
    assertThat(told(Rig.ANY, with(Certs.selfSigned("x.example")), o -> o))
        .containsExactly("no-policy-found example.org good");
    assertThat(told(Rig.ANY, p -> p.open().takeAll(), o -> o))
        .containsExactly("no-policy-found example.org starttls-not-supported");
    assertThat(told(Rig.TLS, with(CA.expired("example.org")), o -> o))
        .as("what the message needs fails")
        .containsExactly("no-policy-found example.org certificate-expired");
  }

  @Test
  void deliver_policyInEitherMode_isHeldAgainstIt() throws IOException {
    for (String mode : List.of("enforce", "testing")) {
      assertThat(underPolicy(mode, with(CA.good(HOST)))).containsExactly("sts example.org good");
      assertThat(underPolicy(mode, with(CA.expired(HOST))))
          .containsExactly("sts example.org certificate-expired");
      assertThat(underPolicy(mode, with(CA.good("other.example"))))
          .containsExactly("sts example.org certificate-host-mismatch");
      assertThat(underPolicy(mode, with(new Certs("unknown").good(HOST))))
          .containsExactly("sts example.org certificate-not-trusted");
      assertThat(underPolicy(mode, p -> p.open().takeAll()))
          .containsExactly("sts example.org starttls-not-supported");
      assertThat(underPolicy(mode, answering("454 not now")))
          .containsExactly("sts example.org starttls-not-supported starttls-refused");
      assertThat(underPolicy(mode, SessionsAreCountedTest::startAndLeave))
          .containsExactly("sts example.org validation-failure handshake-failed");
      assertThat(told(Rig.ANY, with(CA.good(HOST)), o -> o.sts(policy(mode, "mx.else.example"))))
          .first()
          .isEqualTo("sts example.org validation-failure mx-not-in-policy");
    }
  }

  @Test
  void deliver_underPolicy_isToldWithLinesHostsAndBothEnds() throws IOException {
    underPolicy("enforce", with(CA.expired(HOST)));

    SessionResult told = seen.getFirst();
    assertThat(told.domain()).isEqualTo("example.org");
    assertThat(told.policy().lines())
        .containsExactly("version: STSv1", "mode: enforce", "mx: " + HOST, "max_age: 86400");
    assertThat(told.policy().hosts()).containsExactly(HOST);
    assertThat(told.failure().orElseThrow().host()).isEqualTo(HOST);
    assertThat(told.failure().orElseThrow().address()).isEqualTo("127.0.0.1");
    assertThat(told.failure().orElseThrow().sender()).startsWith("127.");
    assertThat(told.toString()).doesNotContain("jane").doesNotContain("doctor");
  }

  @Test
  void deliver_policyThatCannotBeUsed_isToldWithWhy() throws IOException {
    for (TlsFault fault :
        List.of(
            TlsFault.POLICY_NOT_FETCHED,
            TlsFault.POLICY_INVALID,
            TlsFault.POLICY_SERVER_NOT_TRUSTED)) {
      MtaSts sts = serving(new Fetched.Failed(fault, "down"));
      assertThat(told(Rig.ANY, with(CA.good(HOST)), o -> o.sts(sts)))
          .containsExactly("sts example.org " + fault.result());
    }
  }

  @Test
  void deliver_connectionUsedAgain_isOneSession() throws IOException {
    try (ScriptedServer server = new ScriptedServer(with(CA.good("example.org")));
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()).watch(seen::add))) {
      rig.deliver(Rig.TLS, "a@example.org");
      rig.deliver(Rig.TLS, "b@example.org");
      assertThat(server.connections()).isEqualTo(1);
    }
    assertThat(told()).containsExactly("no-policy-found example.org good");
  }

  @Test
  void deliver_whatTheReceiverPublishesDoesNotCount_isNotTold() throws IOException {
    for (Level level : List.of(Level.MAY, Level.ENCRYPT, Level.SECURE)) {
      assertThat(
              told(Rig.ANY, with(CA.good("example.org")), o -> o.destination(level, "example.org")))
          .isEmpty();
    }
    try (ScriptedServer server = new ScriptedServer(with(CA.good(HOST)));
        Rig rig =
            new Rig(
                DNS,
                Options.of(server.port(), CA.root())
                    .sts(policy("enforce", HOST))
                    .watch(seen::add))) {
      rig.deliver(
          Rig.consignment(
              Rig.ANY,
              BytesContent.of("TLS-Required: No\n\nreport\n"),
              EsmtpOptions.NONE,
              "a@example.org"));
      assertThat(server.heard()).contains("report");
    }
    assertThat(seen).isEmpty();
  }

  private List<String> underDane(Scene scene, Protection protection) throws IOException {
    seen.clear();
    scene.options(o -> o.watch(seen::add)).deliver(protection);
    return told();
  }

  @Test
  void deliver_dane_isToldUnderTheBaseDomain() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      String record = association(3, 1, 1, identity.chain().getFirst());
      scene.tlsa(scene.host(1), record);
      assertThat(underDane(scene, Rig.ANY)).containsExactly("tlsa " + scene.host(1) + " good");
      assertThat(seen.getFirst().policy().lines()).containsExactly(record);
      assertThat(seen.getFirst().domain()).isEqualTo(scene.domain());
    }
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, CA.root()));
      assertThat(underDane(scene, Rig.ANY))
          .containsExactly("tlsa " + scene.host(1) + " validation-failure no-tlsa-record-matches");
    }
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), "1 1 1 " + "ab".repeat(32));
      assertThat(underDane(scene, Rig.ANY))
          .containsExactly("tlsa " + scene.host(1) + " tlsa-invalid no-usable-tlsa-record");
    }
    try (Scene scene = Scene.signed().with(identity)) {
      assertThat(underDane(scene, new Protection.VerifiedTls(TlsFloor.DANE)))
          .containsExactly("tlsa " + scene.host(1) + " dane-required");
    }
  }

  @Test
  void deliver_daneAndPolicy_areBothTold() throws IOException {
    TlsIdentity identity = CA.good("x.example");
    try (Scene scene = Scene.signed().with(identity)) {
      scene.tlsa(scene.host(1), association(3, 1, 1, identity.chain().getFirst()));
      scene.options(o -> o.sts(policy("enforce", scene.host(1))));
      assertThat(underDane(scene, Rig.ANY))
          .containsExactly(
              "tlsa " + scene.host(1) + " good",
              "sts " + scene.domain() + " certificate-host-mismatch");
    }
  }
}
