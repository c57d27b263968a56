package io.postern.outbound;

import static io.postern.outbound.ScriptedDelivery.CA;
import static io.postern.outbound.ScriptedDelivery.DNS;
import static io.postern.outbound.ScriptedDelivery.ONE;
import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * However often TLS with a host failed, protected mail never goes in clear, also not after mail
 * that needs no protection went so; and it goes as soon as TLS works (Haraka 770, 2785).
 */
class FailedTlsIsNotRememberedAsNoTlsTest {
  private static final int ATTEMPTS = 4;

  @Test
  void deliver_tlsFailsAgainAndAgain_neverInClearAndThenVerified() throws IOException {
    ScriptedServer.Script broken =
        p -> {
          p.open("STARTTLS").hear("STARTTLS");
          p.say("220 go ahead", "250 this is not TLS").takeAll();
        };
    ScriptedServer.Script clear = p -> p.open("STARTTLS").takeAll();
    ScriptedServer.Script mended =
        p -> p.open("STARTTLS").secure(CA.good("mx.example.org")).offer().takeAll();
    try (ScriptedServer server =
            new ScriptedServer(broken, broken, broken, broken, broken, clear, broken, mended);
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()))) {
      for (int i = 0; i < ATTEMPTS; i++) {
        assertThat(rig.deliver(Rig.TLS, ONE).getFirst()).isInstanceOf(Outcome.Unprotectable.class);
      }
      assertThat(server.heard()).doesNotContain("MAIL");
      assertThat(rig.deliver(Rig.ANY, "plain@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(rig.deliver(Rig.TLS, ONE).getFirst()).isInstanceOf(Outcome.Unprotectable.class);
      assertThat(server.heard()).doesNotContain("RCPT TO:<" + ONE[0]);
      assertThat(rig.deliver(Rig.TLS, ONE).getFirst()).isInstanceOf(Outcome.Delivered.class);
      assertThat(server.heard().split("Subject: " + CANARY, -1)).hasSize(3);
    }
  }
}
