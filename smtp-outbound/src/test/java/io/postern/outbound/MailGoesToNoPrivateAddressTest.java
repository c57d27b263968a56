package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.core.model.Outcome;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What others write into DNS leads us neither inside our own network nor to ourselves. */
class MailGoesToNoPrivateAddressTest {
  @Test
  void deliver_mxAtPrivateAddress_failsWithoutAConnection() {
    assertThat(
            deliver(new FakeDns().mx("x.example", "1 mx.x.example").a("mx.x.example", "10.0.0.1")))
        .contains("Failed", "550 5.4.4", "10.0.0.1", "not a public address");
  }

  @Test
  void deliver_mxAtOurOwnListener_failsAsALoop() {
    FakeDns dns =
        new FakeDns().mx("x.example", "1 mx.x.example").a("mx.x.example", Rig.OWN_ADDRESS);

    assertThat(deliver(dns)).contains("Failed", "554 5.4.6", "this gateway itself");
  }

  @Test
  void deliver_addressLiteralInside_fails() {
    try (Rig rig = new Rig(new FakeDns(), Options.of(25))) {
      assertThat(rig.deliver(Rig.ANY, "a@[192.168.0.1]").getFirst().toString())
          .contains("Failed", "550 5.4.4");
    }
  }

  @Test
  void deliver_smartHostInside_waitsForTheAdministrator() {
    FakeDns dns = new FakeDns().a("relay.example", "10.0.0.1");
    try (Rig rig =
        new Rig(dns, Options.of(25).smartHost(new HostPort("relay.example", 25), false))) {
      assertThat(rig.deliver(Rig.ANY, "a@x.example").getFirst().toString())
          .contains("Deferred", "451 4.4.4");
    }
  }

  @Test
  void deliver_oneOfTwoAddressesIsInside_theOtherGetsIt() throws IOException {
    try (ScriptedServer server = new ScriptedServer(p -> p.open().takeAll());
        Rig rig =
            new Rig(
                new FakeDns()
                    .mx("x.example", "1 mx.x.example")
                    .a("mx.x.example", "10.0.0.1", "127.0.0.1"),
                Options.of(server.port()))) {
      assertThat(rig.deliver(Rig.ANY, "a@x.example").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
    }
  }

  private static String deliver(FakeDns dns) {
    try (Rig rig = new Rig(dns, Options.of(25))) {
      return rig.deliver(Rig.ANY, "a@x.example").getFirst().toString();
    }
  }
}
