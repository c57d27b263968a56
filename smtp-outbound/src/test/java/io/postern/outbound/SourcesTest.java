package io.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.AddressOrder;
import io.postern.config.settings.SourceSettings;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.ScriptedServer;
import io.postern.outbound.testing.ScriptedServer.Script;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where mail leaves from, and under which name. */
class SourcesTest {
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");
  private static final Certs CA = new Certs("root");
  private static final Script TAKES = p -> p.open("PIPELINING").takeAll();

  @Test
  void deliver_sourceThatFits_isItsAddressAndName() throws IOException {
    assertThat(heard(Rig.ANY, source("127.0.0.7", List.of("clinic.example"), List.of(), false)))
        .startsWith("from 127.0.0.7 EHLO pool.gateway.example");
  }

  @Test
  void deliver_noneFits_isOursAsEver() throws IOException {
    for (SourceSettings other :
        List.of(
            source("127.0.0.7", List.of(".clinic.example"), List.of(), false),
            source("127.0.0.7", List.of(), List.of("somebody"), false),
            source("127.0.0.7", List.of(), List.of(), true))) {
      assertThat(heard(Rig.ANY, other)).startsWith("from 127.0.0.1 EHLO gateway.example");
    }
  }

  @Test
  void deliver_onlyProtected_takesProtectedMail() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(
                p -> p.open("STARTTLS").secure(CA.good("mx.example.org")).offer().takeAll());
        Rig rig =
            new Rig(
                DNS,
                Options.of(server.port(), CA.root())
                    .sources(source("127.0.0.7", List.of(), List.of(), true)))) {
      assertThat(rig.deliver(Rig.TLS, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(server.clients()).containsExactly("127.0.0.7");
    }
  }

  @Test
  void deliver_hostOfAnotherKindOfAddress_waits() throws IOException {
    try (ScriptedServer server = new ScriptedServer(TAKES);
        Rig rig =
            new Rig(
                DNS,
                Options.of(server.port()).sources(source("::1", List.of(), List.of(), false)))) {
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst().toString())
          .contains("Deferred", "OURS", "4.4.4", "no address that can be reached from our source");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void deliver_hostOfTheKindThatIsLeftOut_waits() throws IOException {
    try (ScriptedServer server = new ScriptedServer(TAKES);
        Rig rig = new Rig(DNS, Options.of(server.port()).order(AddressOrder.IPV6_ONLY))) {
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst().toString())
          .contains("Deferred", "OURS", "4.4.4", "outbound.address_order leaves out");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void deliver_addressThatIsNotOurs_waits() throws IOException {
    try (ScriptedServer server = new ScriptedServer(TAKES);
        Rig rig =
            new Rig(
                DNS,
                Options.of(server.port())
                    .sources(source("192.0.2.1", List.of(), List.of(), false)))) {
      assertThat(rig.deliver(Rig.ANY, "a@example.org").getFirst().toString())
          .contains("Deferred", "OURS", "4.3.5");
    }
  }

  private static String heard(Protection protection, SourceSettings source) throws IOException {
    try (ScriptedServer server = new ScriptedServer(TAKES);
        Rig rig = new Rig(DNS, Options.of(server.port()).sources(source))) {
      assertThat(rig.deliver(protection, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      return "from " + server.clients().getFirst() + " " + server.heard();
    }
  }

  private static SourceSettings source(
      String address, List<String> domains, List<String> upstreams, boolean onlyProtected) {
    return new SourceSettings(
        "pool", List.of(address), "pool.gateway.example", domains, upstreams, onlyProtected);
  }
}
