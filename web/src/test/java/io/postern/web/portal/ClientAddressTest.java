package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private static final String PROXY = "127.0.0.1";

  @Test
  void of_fieldOfTheClientAboveTheProxys_isNotBelieved() {
    assertThat(ClientAddress.of(PROXY, List.of("203.0.113.66", "198.51.100.7"), true))
        .isEqualTo("198.51.100.7");
  }

  @Test
  void of_nonsenseOrNobody_isThePeer() {
    assertThat(ClientAddress.of(PROXY, List.of("a name"), true)).isEqualTo(PROXY);
    assertThat(ClientAddress.of(PROXY, List.of(), true)).isEqualTo(PROXY);
  }

  @Test
  void of_peerThatIsNoProxyHere_isThePeer() {
    assertThat(ClientAddress.of("192.0.2.1", List.of("198.51.100.7"), true)).isEqualTo("192.0.2.1");
    assertThat(ClientAddress.of(PROXY, List.of("198.51.100.7"), false)).isEqualTo(PROXY);
  }
}
