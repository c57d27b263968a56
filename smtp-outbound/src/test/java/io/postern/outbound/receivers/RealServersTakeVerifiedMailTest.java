package io.postern.outbound.receivers;

import static io.postern.outbound.testing.RealServer.DOMAIN;
import static io.postern.outbound.testing.RealServer.KNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.testing.BytesContent;
import io.postern.outbound.testing.RealServer;
import io.postern.outbound.testing.RealServers;
import io.postern.outbound.testing.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Postfix and OpenSMTPD get protected mail over TLS that proves them, octet for octet. */
class RealServersTakeVerifiedMailTest {
  private static final int MESSAGES = 3;

  @ParameterizedTest
  @EnumSource
  void deliver_severalOverOneConnection_eachStoredAsItWasSent(RealServers which) throws Exception {
    RealServer server = which.server();
    try (Rig rig = ReceiversCase.rig(server)) {
      for (int i = 0; i < MESSAGES; i++) {
        Outcome outcome =
            rig.deliver(
                    Rig.consignment(
                        Rig.TLS,
                        BytesContent.of(message(i)),
                        EsmtpOptions.NONE,
                        KNOWN + "@" + DOMAIN))
                .getFirst();
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(((Outcome.Delivered) outcome).proof().tls().orElseThrow().authenticated())
            .isTrue();
      }
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(stored(server)).as(server.log()).hasSize(MESSAGES));
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(stored(server)).contains(message(i));
    }
  }

  /** Below what the server and we put on top. */
  private static List<String> stored(RealServer server) throws Exception {
    return server.mails().stream()
        .filter(mail -> mail.contains("X-Number: ") && mail.endsWith("end\r\n"))
        .map(mail -> mail.substring(mail.indexOf("X-Number: ")))
        .toList();
  }

  /** With dots, 8-bit octets, the longest lines that may be, and commands. */
  private static String message(int number) {
    return "X-Number: %d\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nFrom: <a@clinic.example>\r\n"
            .formatted(number)
        + "Message-ID: <%d@clinic.example>\r\nSubject: x\r\n\r\n".formatted(number)
        + ".\r\n.a dot\r\n..two\r\nQUIT\r\n\u00fc\u00df\t \r\n\r\n"
        + ("y".repeat(900 + number) + "\r\n").repeat(40)
        + "end\r\n";
  }
}
