package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody has to set a limit to have one: 50 MiB, by what is announced and by what comes. */
@Timeout(60)
class MessageOverTheDefaultLimitIsRefusedTest {
  @TempDir Path directory;

  @Test
  void send_moreThanTheDefaultLimit_isRefusedByAnnouncementAndByCount() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.remote("large.example", Conduct.plain());
      journey.start();
      try (Client client = Client.to(journey.listener())) {
        assertThat(client.begin(" SIZE=" + (50 * LargeMessage.MIB + 1), LargeMessage.TO))
            .startsWith("552 ");
        assertThat(client.begin("", LargeMessage.TO)).startsWith("354");
        // Over the limit, and within what may still come so that a client can finish.
        LargeMessage.write(client, 50 * LargeMessage.MIB + LargeMessage.MIB / 2);
        assertThat(client.ask(".")).startsWith("552 ");
        assertThat(
                client.send(
                    LargeMessage.TO,
                    "Subject: small\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII)))
            .startsWith("250");
      }
      Awaitility.await().until(() -> remote.messages().size() == 1);
      assertThat(remote.messages().getFirst().text()).contains("Subject: small");
    }
  }
}
