package io.postern.outbound.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.settings.Settings.AddressOrder;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Origin;
import io.postern.outbound.testing.FakeDns;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final FakeDns dns = new FakeDns();

  @Test
  void route_severalPreferences_sortedAndEqualsShuffled() {
    dns.mx("a.example", "20 c.example", "10 a1.example", "10 a2.example");
    Set<List<String>> orders = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      orders.add(names(router(seed).route("a.example")));
    }
    assertThat(orders)
        .containsExactlyInAnyOrder(
            List.of("a1.example", "a2.example", "c.example"),
            List.of("a2.example", "a1.example", "c.example"));
  }

  @Test
  void route_noMx_domainItself() {
    dns.mx("a.example", new Answer.NoData<>());
    assertThat(names(router(0).route("A.Example."))).containsExactly("a.example");
  }

  @Test
  void route_nullMx_nowhere() {
    dns.mx("a.example", "0 .");
    assertThat(reply(router(0).route("a.example"))).startsWith("556 5.1.10");
  }

  @Test
  void route_rootAmongOthers_ignored() {
    dns.mx("a.example", "0 .", "10 mx.example");
    assertThat(names(router(0).route("a.example"))).containsExactly("mx.example");
  }

  @Test
  void route_noSuchDomain_nowhere() {
    assertThat(reply(router(0).route("a.example"))).startsWith("550 5.1.2");
    assertThat(reply(router(0).route("a..example"))).startsWith("550 5.1.2");
    assertThat(reply(router(0).route("-"))).startsWith("550 5.1.2");
  }

  @Test
  void route_serverFailure_unknown() {
    dns.mx("a.example", new Answer.TemporaryFailure<>("SERVFAIL"));
    assertThat(router(0).route("a.example"))
        .isInstanceOfSatisfying(
            Route.Unknown.class, u -> assertThat(u.reply().toString()).contains("451 4.4.3"));
  }

  @Test
  void route_weAreAnMx_onlyBetterOnes() {
    dns.mx("a.example", "10 good.example", "20 gateway.example", "30 worse.example");
    assertThat(names(router(0).route("a.example"))).containsExactly("good.example");
    dns.mx("b.example", "10 gateway.example", "30 worse.example");
    assertThat(reply(router(0).route("b.example"))).startsWith("554 5.4.6");
  }

  @Test
  void route_international_aLabel() {
    dns.mx("xn--bcher-kva.example", "10 mx.example");
    assertThat(names(router(0).route("bücher.example"))).containsExactly("mx.example");
  }

  @Test
  void route_literal_itsAddress() {
    Router router = router(0);
    assertThat(literal(router.route("[192.0.2.1]"))).isEqualTo("192.0.2.1");
    assertThat(literal(router.route("[IPv6:2001:db8::1]"))).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(reply(router.route("[localhost]"))).startsWith("550 5.1.2");
    assertThat(reply(router.route("[2001:db8::1]"))).startsWith("550 5.1.2"); // no tag
  }

  @Test
  void route_smartHost_takesAll() {
    Router router =
        new Router(
            dns,
            Optional.of(new SmartHost(new HostPort("Relay.Example", 587), false)),
            25,
            "g",
            new Random(0),
            io.postern.outbound.testing.Rig.DESTINATIONS,
            AddressOrder.IPV4_FIRST);
    assertThat(router.route("whatever.example"))
        .isEqualTo(
            new Route.Hosts(
                "relay.example",
                List.of(
                    new MxHost("relay.example", 587, MxHost.Origin.SMART_HOST, Optional.empty())),
                new Origin(true, "relay.example")));
  }

  @Test
  void addresses_oneFamilyUnknownOtherEmpty_unknown() {
    dns.a("mx.example", new Answer.NoData<>());
    dns.aaaa("mx.example", new Answer.TemporaryFailure<>("timeout"));
    MxHost host = new MxHost("mx.example", 25, MxHost.Origin.MX, Optional.empty());
    assertThat(router(0).addresses(host)).isInstanceOf(Answer.TemporaryFailure.class);
    dns.a("mx.example", "192.0.2.1");
    assertThat(router(0).addresses(host)).isInstanceOf(Answer.Found.class);
  }

  @Test
  void addresses_bothKinds_areTakenInTurnAsSet() {
    dns.a("mx.example", "192.0.2.1", "192.0.2.2", "192.0.2.3");
    dns.aaaa(
        "mx.example",
        new Answer.Found<>(
            List.of(InetAddress.ofLiteral("2001:db8::1"), InetAddress.ofLiteral("2001:db8::2"))));
    assertThat(kinds(AddressOrder.IPV4_FIRST)).isEqualTo("46464");
    assertThat(kinds(AddressOrder.IPV6_FIRST)).isEqualTo("64644");
    assertThat(kinds(AddressOrder.IPV4_ONLY)).isEqualTo("444");
    assertThat(kinds(AddressOrder.IPV6_ONLY)).isEqualTo("66");
  }

  @Test
  void leftOut_oneKindOnly_isTheOther() {
    dns.a("mx.example", "192.0.2.1");
    dns.aaaa("mx.example", new Answer.NoData<>());
    MxHost host = new MxHost("mx.example", 25, MxHost.Origin.MX, Optional.empty());
    assertThat(router(0, AddressOrder.IPV6_ONLY).leftOut(host)).isInstanceOf(Answer.Found.class);
    assertThat(router(0, AddressOrder.IPV4_ONLY).leftOut(host)).isInstanceOf(Answer.NoData.class);
    assertThat(router(0, AddressOrder.IPV6_FIRST).leftOut(host)).isInstanceOf(Answer.NoData.class);
  }

  private String kinds(AddressOrder order) {
    MxHost host = new MxHost("mx.example", 25, MxHost.Origin.MX, Optional.empty());
    Answer<InetAddress> answer = router(0, order).addresses(host);
    return ((Answer.Found<InetAddress>) answer)
        .values().stream()
            .map(a -> a instanceof Inet6Address ? "6" : "4")
            .collect(Collectors.joining());
  }

  private Router router(int seed) {
    return router(seed, AddressOrder.IPV4_FIRST);
  }

  private Router router(int seed, AddressOrder order) {
    return new Router(
        dns,
        Optional.empty(),
        25,
        "gateway.example",
        new Random(seed),
        io.postern.outbound.testing.Rig.DESTINATIONS,
        order);
  }

  private static List<String> names(Route route) {
    assertThat(route).isInstanceOf(Route.Hosts.class);
    return ((Route.Hosts) route).inOrder().stream().map(MxHost::name).toList();
  }

  private static String literal(Route route) {
    return ((Route.Hosts) route).inOrder().getFirst().literal().orElseThrow().getHostAddress();
  }

  private static String reply(Route route) {
    assertThat(route).isInstanceOf(Route.Nowhere.class);
    return ((Route.Nowhere) route).reply().reply().toString();
  }
}
