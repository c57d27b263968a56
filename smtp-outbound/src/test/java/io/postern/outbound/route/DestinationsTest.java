package io.postern.outbound.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Cidr;
import io.postern.outbound.route.Destinations.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only public addresses, those that were allowed, and never our own door. */
class DestinationsTest {
  private static final Destinations PUBLIC = new Destinations(List.of(), List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.9",
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.7.7",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "100::1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::"
      })
  void refusal_notPublic_isRefused(String address) {
    assertThat(PUBLIC.refusal(InetAddress.ofLiteral(address), 25)).contains(Refusal.NOT_PUBLIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "192.0.2.1",
        "2001:db8::1",
        "2a01:111:f400::1",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void refusal_public_isNone(String address) {
    assertThat(PUBLIC.refusal(InetAddress.ofLiteral(address), 25)).isEmpty();
  }

  @Test
  void refusal_allowedNetwork_isNoneButForOurselves() {
    InetSocketAddress own = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 25);
    Destinations some = new Destinations(List.of(Cidr.parse("10.0.0.0/8")), List.of(own));

    assertThat(some.refusal(InetAddress.ofLiteral("10.0.0.2"), 25)).isEmpty();
    assertThat(some.refusal(InetAddress.ofLiteral("10.0.0.1"), 26)).isEmpty();
    assertThat(some.refusal(InetAddress.ofLiteral("10.0.0.1"), 25)).contains(Refusal.OURSELVES);
    assertThat(some.refusal(InetAddress.ofLiteral("192.168.0.1"), 25))
        .isEqualTo(Optional.of(Refusal.NOT_PUBLIC));
  }

  @Test
  void refusal_listenerOnEveryAddress_isOurselvesOnThisMachine() {
    InetSocketAddress all = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 25);
    Destinations some = new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of(all));

    assertThat(some.refusal(InetAddress.ofLiteral("127.0.0.1"), 25)).contains(Refusal.OURSELVES);
    assertThat(some.refusal(InetAddress.ofLiteral("192.0.2.1"), 25)).isEmpty();
  }
}
