package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.packaging.Stores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * The course of a disease of the store: mail is accepted, then only 4xx, then accepted again by the
 * same process; and whatever was answered 250 arrives.
 */
final class Sick {
  private static final List<String> TO = List.of("reader@later.example");
  private static final int BEFORE = 20;
  private static final int WHILE = 15;

  /** Something that may fail. */
  interface Step {
    void take() throws IOException;
  }

  private final List<String> acknowledged = new ArrayList<>();
  private final Journey journey;
  private final Remote remote;
  private int number;

  /** Its receiver takes nothing until all is well again. */
  Sick(Journey journey) throws IOException {
    this.journey = journey;
    this.remote = journey.remote("later.example", Conduct.plain().rcpt(to -> "451 4.2.1 not now"));
    journey.section("queue", "{retry: [1s], jitter: 0}");
  }

  /** Runs it all; the log of the gateway. */
  String run(ChildGateway gateway, Step fall, Step recover) throws Exception {
    InetSocketAddress at = gateway.address();
    for (int i = 0; i < BEFORE; i++) {
      assertThat(send(at)).startsWith("250 ");
    }
    fall.take();
    // What is on its way may still find room; the first refusal begins the disease.
    Awaitility.await("a refusal")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> temporary(send(at)));
    for (int i = 0; i < WHILE; i++) {
      assertThat(send(at)).matches("(451|452) 4\\.3\\..*");
    }
    recover.take();
    Awaitility.await("acceptance without a restart")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> send(at).startsWith("250 "));
    assertThat(gateway.running()).isTrue();
    everythingArrives(gateway);
    return gateway.log();
  }

  private static boolean temporary(String reply) {
    assertThat(reply).matches("(250|451|452) .*");
    return reply.startsWith("45");
  }

  private String send(InetSocketAddress at) throws IOException {
    String name = "message-" + number++ + ".";
    byte[] message =
        ("Subject: " + name + "\r\n\r\n" + ("x".repeat(900) + "\r\n").repeat(20))
            .getBytes(StandardCharsets.US_ASCII);
    try (Client client = Client.to(at)) {
      String reply = client.send(TO, message);
      if (reply.startsWith("250")) {
        acknowledged.add(name);
      }
      return reply;
    }
  }

  private void everythingArrives(ChildGateway gateway) {
    remote.behave(Conduct.plain());
    Awaitility.await("everything acknowledged arrives")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(subjects()).as(gateway::log).containsAll(acknowledged));
    try (Stores stores = journey.stores()) {
      assertThat(stores.audit().verify().findings()).isEmpty();
    }
  }

  private List<String> subjects() {
    return remote.messages().stream()
        .map(Remote.Received::text)
        .map(t -> t.substring(t.indexOf("Subject: ") + "Subject: ".length()))
        .map(t -> t.substring(0, t.indexOf('\r')))
        .toList();
  }
}
