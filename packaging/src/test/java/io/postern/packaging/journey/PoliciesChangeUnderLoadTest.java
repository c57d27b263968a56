package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.history.PolicyHistory.Span;
import io.postern.core.model.MessageId;
import io.postern.packaging.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policy files change every few milliseconds, also to broken ones, while mail comes in: every
 * message that was answered 250 is delivered once, as one whole version said that was in force.
 */
@Timeout(90)
class PoliciesChangeUnderLoadTest {
  private static final int CLIENTS = 4;
  private static final int VERSIONS = 12;
  private static final Duration LOAD = Duration.ofSeconds(3);

  /** Each file writes a number of its own, so that bits of two versions in one message show. */
  private static final String NOTED =
      "rules: [{name: note, continue: true, banner: 'First %1$d'}]\n";

  private static final String DECIDES =
      "rules: [{name: pass, deliver: opportunistic, add_header: {X-Second: '%1$d'},"
          + " when: {verdict: [phi, unscannable, none, identifier_only, health_only]}}]\n";

  private static final List<String> BROKEN =
      List.of("rules: [{name: pass, deliver: everywhere}]\n", "rules: {", "", "a: &a [*a]\n");

  @TempDir Path directory;
  private final AtomicBoolean loaded = new AtomicBoolean();

  @Test
  void reload_underLoad_losesNothingAndEachMessageFollowsOneVersion() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("hospital.example");
      journey.section("policy", "{reload_interval: 10ms}").policy(DECIDES.formatted(0)).write();
      Path policies = journey.home().resolve("policies");
      Files.writeString(policies.resolve("05-note.yaml"), NOTED.formatted(0));
      Stores stores = journey.start().stores();

      Set<MessageId> taken = send(journey, policies, stores);

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> remote.messages().size() >= taken.size());
      Map<String, String> numbers = numbers(stores);
      assertThat(numbers).hasSizeGreaterThan(4);
      assertEachFollowedOneVersion(stores, remote, taken, numbers);
    }
  }

  /**
   * What was answered 250 while the files changed, for as long as it takes to see some versions.
   */
  private Set<MessageId> send(Journey journey, Path policies, Stores stores) throws Exception {
    Set<MessageId> taken = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> editor = threads.submit(() -> edit(policies));
      List<Future<?>> clients =
          IntStream.range(0, CLIENTS)
              .<Future<?>>mapToObj(c -> threads.submit(() -> send(journey, c, taken)))
              .toList();
      threads.submit(() -> {
        try {
          TimeUnit.NANOSECONDS.sleep(LOAD.toNanos());
          Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> numbers(stores).size() > 4);
          return true;
        } finally {
          loaded.set(true);
        }
      });
      for (Future<?> client : clients) {
        client.get();
      }
      editor.get();
    }
    return taken;
  }

  private boolean send(Journey journey, int client, Set<MessageId> taken) throws IOException {
    try (Client connection = Client.to(journey.listener())) {
      for (int n = 0; !loaded.get(); n++) {
        String text =
            "From: a@clinic.example\r\nSubject: hours %d-%d\r\n\r\nOpen until five.\r\n"
                .formatted(client, n);
        String reply =
            connection.send(
                List.of("dr%d@hospital.example".formatted(client)),
                text.getBytes(StandardCharsets.US_ASCII));
        assertThat(taken.add(Journey.id(reply))).isTrue();
      }
    }
    return true;
  }

  /** As people and deployments write: in place, file after file, good and bad. */
  private boolean edit(Path policies) throws Exception {
    for (int n = 1; !loaded.get(); n++) {
      int number = n % VERSIONS;
      Files.writeString(policies.resolve("05-note.yaml"), NOTED.formatted(number));
      String second = n % 5 == 4 ? BROKEN.get(n / 5 % BROKEN.size()) : DECIDES.formatted(number);
      Files.writeString(policies.resolve("10-test.yaml"), second);
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(2, 80));
    }
    return true;
  }

  /** The number that each version in force wrote, by the version; each of one and the same. */
  private static Map<String, String> numbers(Stores stores) {
    return stores.history().spans().stream()
        .map(Span::version)
        .distinct()
        .collect(Collectors.toMap(v -> v, v -> number(stores, v)));
  }

  private static String number(Stores stores, String version) {
    return stores.history().files(version).orElseThrow().files().stream()
        .map(f -> f.text().replaceAll("(?s).*(First|Second)(?:: '| )(\\d+)'.*", "$1 $2"))
        .collect(Collectors.joining(", "));
  }

  private static void assertEachFollowedOneVersion(
      Stores stores, Remote remote, Set<MessageId> taken, Map<String, String> numbers) {
    List<String> delivered = new ArrayList<>();
    for (MessageId id : taken) {
      List<AuditEvent> story = Journey.story(stores, id);
      List<AuditEvent.Decided> decided = events(story, AuditEvent.Decided.class);
      assertThat(decided).hasSize(1);
      assertThat(events(story, AuditEvent.Delivered.class)).hasSize(1);
      String version = decided.getFirst().policy().orElseThrow();
      assertThat(numbers).containsKey(version);
      assertThat(events(story, AuditEvent.Explained.class))
          .extracting(AuditEvent.Explained::policy)
          .containsExactly(version);
      delivered.add(id.value() + " " + numbers.get(version));
    }
    assertThat(remote.messages())
        .extracting(PoliciesChangeUnderLoadTest::received)
        .containsExactlyInAnyOrderElementsOf(delivered);
  }

  /** The id in our Received field, and what the version wrote. */
  private static String received(Remote.Received message) {
    String id = message.text().replaceAll("(?s).*?\\bid ([0-9A-HJKMNP-TV-Z]{26}).*", "$1");
    return id + " First " + said(message, "First ") + ", Second " + said(message, "X-Second: ");
  }

  private static String said(Remote.Received message, String word) {
    return message.text().replaceAll("(?s).*?\r\n" + word + "(\\d+)\r\n.*", "$1");
  }

  private static <E extends AuditEvent> List<E> events(List<AuditEvent> story, Class<E> type) {
    return story.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
