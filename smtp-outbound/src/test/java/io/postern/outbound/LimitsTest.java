package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much goes in one transaction and over one connection. */
class LimitsTest {
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");
  private static final String[] FIVE = {
    "a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org"
  };

  @Test
  void deliver_moreRecipientsThanSet_inSeveralTransactionsOfOneConnection() throws IOException {
    assertThat(transactions(Options.of(0).recipients(2), "PIPELINING")).isEqualTo(3);
    assertThat(transactions(Options.of(0).recipients(5), "PIPELINING")).isEqualTo(1);
  }

  @Test
  void deliver_hostTellsALimit_isKept() throws IOException {
    assertThat(transactions(Options.of(0), "PIPELINING", "LIMITS RCPTMAX=3 MAILMAX=10"))
        .isEqualTo(2);
    assertThat(transactions(Options.of(0), "LIMITS RCPTMAX=0 RCPTMAX=x")).isEqualTo(1);
  }

  @Test
  void deliver_asManyMessagesAsAConnectionMayCarry_thenGoodbyeAndANewOne() throws IOException {
    for (String offer : List.of("PIPELINING", "LIMITS MAILMAX=2")) {
      Options set =
          offer.equals("PIPELINING")
              ? Options.of(0).perConnection("example.org", 2)
              : Options.of(0);
      try (ScriptedServer server = new ScriptedServer(p -> p.open(offer).takeAll());
          Rig rig = new Rig(DNS, set.port(server.port()))) {
        for (int i = 0; i < 5; i++) {
          assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst())
              .isInstanceOf(Outcome.Delivered.class);
        }
        assertThat(server.connections()).as(offer).isEqualTo(3);
        assertThat(server.heard().split("QUIT", -1)).as(offer).hasSize(3);
      }
    }
  }

  @Test
  void deliver_moreRecipientsThanAConnectionMayCarry_theRestGoesOverAnother() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(p -> p.open("LIMITS RCPTMAX=2 MAILMAX=1").takeAll());
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, FIVE)).allMatch(Outcome.Delivered.class::isInstance);
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void deliver_hostDropsEachConnectionThatMayCarryOne_isNotAskedOverAndOver() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open("LIMITS MAILMAX=1").hear("MAIL"));
        Rig rig = new Rig(DNS, Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, FIVE)).allMatch(Outcome.Deferred.class::isInstance);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  private static int transactions(Options options, String... offered) throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open(offered).takeAll());
        Rig rig = new Rig(DNS, options.port(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, FIVE)).allMatch(Outcome.Delivered.class::isInstance);
      assertThat(server.connections()).isEqualTo(1);
      return server.heard().split("MAIL FROM", -1).length - 1;
    }
  }
}
