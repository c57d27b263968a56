package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.api.Test;

/** Who may choose the address it comes from may relay. */
final class ProxyHeaderFromStrangerIsACommandTest {
  @Test
  void header_fromStranger_isAnUnknownCommand() throws Exception {
    try (Lab lab = new Lab.Build().balancers("192.0.2.1/32").start();
        Client client = lab.client()) {
      client.expect("220");
      client.ask("PROXY TCP4 10.0.0.1 10.0.0.2 1 25", "500 5.5.1");
    }
  }

  @Test
  void relay_isDecidedByTheProxiedAddress() throws Exception {
    try (Lab lab = new Lab.Build().balancers("127.0.0.0/8").start();
        Client client = lab.client()) {
      client.send("PROXY TCP4 198.51.100.7 127.0.0.1 1024 25\r\n").expect("220");
      client.ask("EHLO c.example.org", "250");
      client.ask("MAIL FROM:<a@example.org>", "250");
      client.ask("RCPT TO:<b@example.net>", "550 5.7.1");
    }
  }

  @Test
  void balancer_withoutHeader_isClosedWithoutAWord() throws Exception {
    try (Lab lab = new Lab.Build().balancers("127.0.0.0/8").start();
        Client client = lab.client()) {
      client.send("EHLO c.example.org\r\n");
      assertThat(client.isClosed()).isTrue();
    }
  }
}
