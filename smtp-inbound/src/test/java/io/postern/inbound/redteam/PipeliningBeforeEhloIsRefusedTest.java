package io.postern.inbound.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.inbound.Client;
import io.postern.inbound.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was not offered yet is not taken (RFC 2920 3.1): the replies are read by nobody. */
final class PipeliningBeforeEhloIsRefusedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\n",
        "HELO c.example.org\r\nMAIL FROM:<a@example.org>\r\n",
        "RSET\r\nEHLO c.example.org\r\n",
        "NOOP\r\nNOOP\r\n",
      })
  void command_withMoreBehindIt_endsTheSession(String commands) throws Exception {
    try (Lab lab = Lab.plain();
        Client client = lab.client()) {
      client.expect("220");
      client.send(commands).expect("554 5.5.0");
      assertThat(client.isClosed()).isTrue();
    }
  }
}
