package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Content is streamed: its size is bounded by a setting, never by the heap. */
@Timeout(180)
class OneHundredFiftyMegabytesPassInASmallHeapTest {
  @TempDir Path directory;

  @Test
  void send_150MiBInASmallHeap_arrivesWhole() throws Exception {
    LargeMessage.Digesting received = new LargeMessage.Digesting();
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Conduct good = Conduct.secured(journey.authority().server("mx.large.example"));
      Remote remote = journey.remote("large.example", good.store(() -> received));
      journey.section("limits", "{message_size: 200MiB}");
      try (ChildGateway gateway = journey.startChild("-Xmx128m");
          Client client = Client.to(gateway.address())) {
        assertThat(client.begin("", LargeMessage.TO)).startsWith("354");
        String sent = LargeMessage.write(client, 150 * LargeMessage.MIB);
        assertThat(client.ask(".")).startsWith("250");
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> remote.messages().size() == 1 || !gateway.running());
        assertThat(received.hex()).as(gateway::log).isEqualTo(sent);
      }
    }
  }
}
