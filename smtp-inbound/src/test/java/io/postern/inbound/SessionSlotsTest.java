package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.SessionSlots.Answer;
import java.net.InetAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionSlotsTest {
  @Test
  void take_ipv6_countsByItsSubnet() throws Exception {
    SessionSlots slots = new SessionSlots(10, 2);
    assertThat(slots.take(address("2001:db8:1:2::1"))).isEqualTo(Answer.TAKEN);
    assertThat(slots.take(address("2001:db8:1:2:ffff::9"))).isEqualTo(Answer.TAKEN);
    assertThat(slots.take(address("2001:db8:1:2::3"))).isEqualTo(Answer.NONE_LEFT_FOR_CLIENT);
    assertThat(slots.take(address("2001:db8:1:3::1"))).isEqualTo(Answer.TAKEN);
    slots.give(address("2001:db8:1:2::1"));
    assertThat(slots.take(address("2001:db8:1:2::3"))).isEqualTo(Answer.TAKEN);
  }

  @Test
  void take_ipv4_countsByAddressAndInTotal() throws Exception {
    SessionSlots slots = new SessionSlots(3, 2);
    assertThat(slots.take(address("192.0.2.1"))).isEqualTo(Answer.TAKEN);
    assertThat(slots.take(address("192.0.2.2"))).isEqualTo(Answer.TAKEN);
    assertThat(slots.take(address("192.0.2.1"))).isEqualTo(Answer.TAKEN);
    assertThat(slots.take(address("192.0.2.2"))).isEqualTo(Answer.NONE_LEFT);
  }

  @Test
  void stressed_moreThanFourFifths_isTrue() throws Exception {
    SessionSlots slots = new SessionSlots(10, 10);
    InetAddress client = address("192.0.2.1");
    IntStream.range(0, 8).forEach(i -> slots.take(client));
    assertThat(slots.stressed()).isFalse();
    slots.take(client);
    assertThat(slots.stressed()).isTrue();
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }
}
