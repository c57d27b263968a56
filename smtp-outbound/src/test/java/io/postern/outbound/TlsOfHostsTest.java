package io.postern.outbound;

import static io.postern.outbound.ScriptedDelivery.CA;
import static io.postern.outbound.ScriptedDelivery.DNS;
import static io.postern.outbound.ScriptedDelivery.ONE;
import static io.postern.outbound.ScriptedDelivery.deliver;
import static io.postern.outbound.ScriptedDelivery.delivered;
import static io.postern.outbound.ScriptedDelivery.twoHosts;
import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Rig.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hosts whose TLS fails, is refused or is tampered with, and what is sent to them all the same. */
class TlsOfHostsTest {
  @Test
  void deliver_starttlsInjection_nothingOfTheMessageSent() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open("STARTTLS");
              p.hear("STARTTLS");
              p.say("220 go ahead", "250-injected.example", "250 PIPELINING");
              p.handshake(CA.good("mx.example.org")).takeAll();
            });
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      Outcome outcome = rig.deliver(Rig.TLS, ONE).getFirst();

      assertThat(outcome).isInstanceOf(Outcome.Unprotectable.class);
      assertThat(server.heard()).doesNotContain(CANARY).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_capabilitiesBeforeTls_forgotten() throws IOException {
    List<Outcome> outcomes =
        deliver(
            MESSAGE,
            Options.of(0, CA.root()),
            ONE,
            p -> {
              p.open("STARTTLS", "PIPELINING", "SIZE 10");
              p.secure(CA.good("mx.example.org")).offer();
              p.takeAll();
            });

    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void deliver_opportunisticHandshakeFails_secondConnectionInClear() throws IOException {
    Script broken =
        p -> {
          p.open("STARTTLS");
          p.hear("STARTTLS");
          p.say("220 go ahead");
          p.say("this is not TLS");
        };
    List<Outcome> outcomes = deliver(ONE, broken, p -> p.open("STARTTLS").takeAll());

    assertThat(delivered(outcomes.getFirst())).contains("taken");
  }

  @Test
  void deliver_verifiedStarttlsRefused_neverInClear() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> {
              p.open("STARTTLS");
              p.hear("STARTTLS");
              p.say("502 5.5.1 not now");
              p.takeAll();
            });
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      assertThat(rig.deliver(Rig.TLS, ONE).getFirst())
          .isEqualTo(new Outcome.Unprotectable("STARTTLS was answered with 502", Optional.empty()));
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.heard()).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_starttlsFailsForNow_waitsAlsoWithRequireTls() throws IOException {
    List<Script> scripts =
        List.of(
            p -> {
              p.open("STARTTLS").hear("STARTTLS");
              p.say("454 4.7.0 TLS not available").takeAll();
            },
            p -> {
              p.open("STARTTLS").hear("STARTTLS");
              p.say("220 go ahead"); // and closes
            },
            p -> {
              p.open("STARTTLS").hear("STARTTLS");
              p.say("220 go ahead").hear(""); // and says nothing
            });
    EsmtpOptions required =
        new EsmtpOptions(
            EsmtpOptions.Body.SEVEN_BIT, false, true, Optional.empty(), Optional.empty());
    for (Script script : scripts) {
      try (ScriptedServer server = new ScriptedServer(script);
          Rig rig =
              new Rig(DNS, Options.of(server.port(), CA.root()).reply(Duration.ofMillis(700)))) {
        assertThat(rig.deliver(Rig.TLS, ONE).getFirst())
            .matches(o -> o instanceof Outcome.Unprotectable u && u.passing());
        assertThat(rig.deliver(Rig.consignment(Rig.ANY, MESSAGE, required, ONE)).getFirst())
            .isInstanceOf(Outcome.Deferred.class);
        assertThat(server.heard()).doesNotContain("MAIL");
      }
    }
  }

  @Test
  void deliver_greeting554WhereTlsIsAMust_notBelieved() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.say("554 no service"));
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      assertThat(rig.deliver(Rig.TLS, ONE).getFirst()).isInstanceOf(Outcome.Deferred.class);
    }
  }

  @Test
  void deliver_oneHostDownOtherUnprotected_deferred() throws IOException {
    try (ScriptedServer second = new ScriptedServer("127.0.0.2", 0, p -> p.open().takeAll());
        Rig rig = new Rig(twoHosts(), Options.of(second.port()))) {
      assertThat(rig.deliver(Rig.TLS, "a@two.example").getFirst().toString())
          .contains("Deferred", "connection refused");
      assertThat(second.heard()).doesNotContain(CANARY);
    }
  }

  @Test
  void deliver_firstHostUnprotectedSecondVerified_secondTakes() throws IOException {
    try (ScriptedServer first = new ScriptedServer(p -> p.open().takeAll());
        ScriptedServer second =
            new ScriptedServer(
                "127.0.0.2",
                first.port(),
                p -> p.open("STARTTLS").secure(CA.good("two.example")).offer().takeAll());
        Rig rig = new Rig(twoHosts(), Options.of(first.port(), CA.root()))) {
      assertThat(delivered(rig.deliver(Rig.TLS, "a@two.example").getFirst()))
          .contains("second.example");
      assertThat(second.heard()).contains(CANARY);
      assertThat(first.heard()).doesNotContain(CANARY);
    }
  }
}
