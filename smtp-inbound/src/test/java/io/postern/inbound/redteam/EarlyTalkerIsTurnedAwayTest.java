package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Tolerance;
import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;

/** Who speaks before the greeting does not read it: a bot, or another protocol led to this port. */
final class EarlyTalkerIsTurnedAwayTest {
  private static final String HTTP =
      "PROXY TCP4 192.0.2.1 192.0.2.2 1 25\r\nPOST / HTTP/1.1\r\n\r\nEHLO x\r\n";

  @Test
  void connection_inputBeforeGreeting_is554() throws Exception {
    // Behind the header of a balancer it is certain to have come before the greeting.
    try (Lab lab = new Lab.Build().balancers("127.0.0.0/8").start();
        Client client = lab.client()) {
      client.send(HTTP).expect("554 ");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void connection_inputBeforeGreetingTolerated_isAnswered() throws Exception {
    try (Lab lab =
            new Lab.Build()
                .balancers("127.0.0.0/8")
                .tolerate(Tolerance.EARLY_TALK, Tolerance.UNOFFERED_PIPELINING)
                .start();
        Client client = lab.client()) {
      client.send(HTTP).expect("220 ");
      client.expect("500 5.5.1");
    }
  }
}
