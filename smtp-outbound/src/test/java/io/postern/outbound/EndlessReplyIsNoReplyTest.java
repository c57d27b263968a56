package io.postern.outbound;

import static io.postern.outbound.ScriptedDelivery.CA;
import static io.postern.outbound.ScriptedDelivery.DNS;
import static io.postern.outbound.ScriptedDelivery.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Peer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that never stops talking, in clear or in TLS, is left soon and hears nothing. */
@Timeout(60)
class EndlessReplyIsNoReplyTest {
  @ParameterizedTest
  @ValueSource(strings = {"250-more\r\n", "x"})
  void deliver_floodAtEachStep_waitsAtOnce(String flood) throws IOException {
    String text = flood.repeat(1000);
    leavesSoon(p -> forEver(p, text));
    leavesSoon(p -> {
      p.say("220 ready").hear("EHLO");
      forEver(p, text);
    });
    leavesSoon(p -> {
      p.open("STARTTLS").secure(CA.good("mx.example.org")).hear("EHLO");
      forEver(p, text);
    });
  }

  private static void leavesSoon(Script script) throws IOException {
    try (ScriptedServer server = new ScriptedServer(script);
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()).reply(Duration.ofMinutes(1)))) {
      assertThat(rig.deliver(Rig.TLS, ONE).getFirst()).isInstanceOf(Outcome.Deferred.class);
      assertThat(server.heard()).doesNotContain("MAIL");
    }
  }

  /** Until the client has gone. */
  private static void forEver(Peer peer, String text) throws IOException {
    while (true) {
      peer.say(text);
    }
  }
}
