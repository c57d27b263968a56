package io.postern.outbound.unwrap;

import static io.postern.outbound.unwrap.Clinic.ANN;
import static io.postern.outbound.unwrap.Clinic.BOB;
import static io.postern.outbound.unwrap.Clinic.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.settings.DecryptionSettings.Unauthenticated;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Decryption;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Upstream;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the return route's host gets of a reply that was encrypted to us. */
class ReturnedReplyTest {
  private static final Certs CA = new Certs("root");
  private static final TlsIdentity RELAY = CA.good("relay.example.net");
  private static final FakeDns DNS =
      new FakeDns()
          .a("relay.example.net", "127.0.0.1")
          .mx("clinic.example", "10 relay.example.net")
          .mx("home.example", "10 relay.example.net");

  @TempDir static Path directory;
  private static Clinic clinic;
  private static byte[] reply;

  @BeforeAll
  static void people() throws Exception {
    clinic = new Clinic(directory);
    clinic.ours("ann", "P-256", ANN);
    clinic.write("plain.eml", "Content-Type: text/plain\n\n" + TEXT + "\n");
    reply = clinic.openssl("-encrypt", "-in", "plain.eml", "-aes-256-gcm", "ann.pem");
  }

  @AfterAll
  static void close() {
    clinic.close();
  }

  @Test
  void deliver_onTheReturnRoute_theHostGetsItOpenAndTheProofSaysHow() throws Exception {
    try (ScriptedServer server = new ScriptedServer(taking());
        Rig rig = rig(server)) {
      Outcome.Delivered delivered =
          (Outcome.Delivered) deliver(rig, "contoso", new Protection.ReturnToUpstream(), ANN);

      assertThat(server.heard())
          .contains(TEXT, "X-Postern-Decrypted: smime; integrity=authenticated")
          .doesNotContain("pkcs7-mime");
      assertThat(Decryption.of(delivered.proof().details()))
          .containsInstanceOf(Decryption.Opened.class);
    }
  }

  /** Its report would carry the opened header to whoever sent the ciphertext. */
  @Test
  void deliver_openToAHostThatReports_asksForNoReport() throws Exception {
    try (ScriptedServer server = new ScriptedServer(reporting());
        Rig rig = rig(server)) {
      deliver(rig, "contoso", new Protection.ReturnToUpstream(), ANN);

      assertThat(server.heard()).contains(TEXT, "NOTIFY=NEVER");
    }
  }

  @Test
  void deliver_whatTheHostRefusesOpen_goesAsItCameAndNobodyHearsOfIt() throws Exception {
    try (ScriptedServer server = new ScriptedServer(refusingTheFirst());
        Rig rig = rig(server)) {
      Outcome.Delivered delivered =
          (Outcome.Delivered) deliver(rig, "contoso", new Protection.ReturnToUpstream(), ANN);

      assertThat(server.heard()).contains(TEXT, "pkcs7-mime");
      assertThat(Decryption.of(delivered.proof().details())).contains(new Decryption.Left("smime"));
    }
  }

  @Test
  void deliver_toSomebodyElseOrElsewhere_goesAsItCame() throws Exception {
    try (ScriptedServer server = new ScriptedServer(taking());
        Rig rig = rig(server)) {
      deliver(rig, "contoso", new Protection.ReturnToUpstream(), BOB);
      deliver(rig, "fabrikam", new Protection.OpportunisticTls(), ANN);

      assertThat(server.heard()).contains("pkcs7-mime").doesNotContain(TEXT, "X-Postern-Decrypted");
    }
  }

  @Test
  void deliver_forgedMarksOnAnyMail_areTakenAway() throws Exception {
    try (ScriptedServer server = new ScriptedServer(taking());
        Rig rig = rig(server)) {
      byte[] forged =
          Clinic.crlf("X-Postern-Signature: valid\nx-postern-decrypted: smime\nA: b\n\ntext\n");
      deliver(rig, "contoso", new Protection.ReturnToUpstream(), ANN, forged);

      assertThat(server.heard())
          .contains("\r\nA: b\r\n")
          .doesNotContain("X-Postern-Signature", "x-postern-decrypted");
    }
  }

  private static Outcome deliver(Rig rig, String upstream, Protection protection, String to) {
    return deliver(rig, upstream, protection, to, reply);
  }

  private static Outcome deliver(
      Rig rig, String upstream, Protection protection, String to, byte[] message) {
    Envelope plain = Rig.envelope(EsmtpOptions.NONE, to);
    Envelope envelope =
        new Envelope(
            plain.id(),
            new Upstream(
                upstream, Upstream.Kind.NETWORK, "192.0.2.9", "h", "ESMTPS", Optional.empty()),
            plain.from(),
            plain.to(),
            plain.receivedAt(),
            plain.options());
    List<Outcome> outcomes =
        rig.deliver(Rig.consignment(envelope, protection, new BytesContent(message)));
    return outcomes.getFirst();
  }

  private static Rig rig(ScriptedServer server) throws Exception {
    return new Rig(DNS, Options.of(server.port(), CA.root()))
        .returning(
            new KnownRelay(
                KnownRelay.Kind.RETURN_ROUTE,
                "contoso",
                new HostPort("relay.example.net", server.port()),
                TlsEngines.client(TlsEngine.NATIVE, Optional.of(CA.good("contoso.example"))),
                Optional.empty(),
                false,
                Optional.empty()))
        .unwrapping(clinic.unwrapper(Unauthenticated.DELIVER, 50 << 20));
  }

  private static Script reporting() {
    return p -> p.open("STARTTLS").secure(RELAY).offer("8BITMIME", "DSN").takeAll();
  }

  private static Script taking() {
    return p -> p.open("STARTTLS").secure(RELAY).offer("8BITMIME").takeAll();
  }

  private static Script refusingTheFirst() {
    return p -> {
      p.open("STARTTLS").secure(RELAY).offer("8BITMIME");
      p.hear("MAIL");
      p.say("250 ok");
      p.hear("RCPT");
      p.say("250 ok");
      p.hear("DATA");
      p.say("354 go on");
      p.hearContent();
      p.say("554 5.7.1 not that").takeAll();
    };
  }
}
