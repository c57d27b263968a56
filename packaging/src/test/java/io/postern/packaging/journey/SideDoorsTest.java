package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.packaging.Stores;
import io.postern.packaging.cli.Postern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What a letter says stands in the letter only: not in logs at their most talkative, bounces,
 * notices, audit trail, queue listings, web pages, nor in any file of the data directory.
 */
@Timeout(120)
class SideDoorsTest {
  private static final String POLICY =
      """
      rules:
        - {name: refused, when: {recipient: "refused@*"}, refuse: {text: "not by mail"}}
        - {name: held, when: {recipient: "held@*"}, hold: {queue: compliance}}
        - {name: phi, when: {verdict: [phi, unscannable]}, protect: [tls, portal]}
        - {name: rest, deliver: opportunistic}
      """;

  @TempDir Path directory;
  private final List<MessageId> ids = new ArrayList<>();

  @Test
  void everyWayOfALetter_leavesNothingOfItBesideTheLetter() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home")).policy(POLICY)) {
      String portal = journey.portal();
      journey.section("logging", "{level: debug}");
      Remote sender = journey.good("clinic.example");
      Remote plain = journey.remote("plain.example", Conduct.plain());
      Remote good = receivers(journey);
      try (ChildGateway gateway = journey.startChild()) {
        submit(gateway, Letter.bytes());
        submit(gateway, spoiled());
        try (Stores stores = journey.stores()) {
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .untilAsserted(() -> ids.forEach(id -> assertThat(ways(stores, id)).isEqualTo(ALL)));
          Awaitility.await().until(() -> sender.messages().size() >= 2);
          Awaitility.await().until(() -> plain.messages().size() >= 2);
        }
        assertThat(Letter.foundIn(good.messages().getFirst().content())).hasSizeGreaterThan(6);
        nothingIn("bounces", sender.heard());
        nothingIn("notices", plain.heard());
        pages(portal, plain);
        commands(journey.home());
        nothingInFiles(journey.data());
        gateway.terminate();
        assertThat(gateway.exitCode()).isZero();
        assertThat(gateway.log()).contains(ids.getFirst().value());
        assertThat(Letter.foundIn(gateway.log())).as("log").isEmpty();
      }
      nothingInFiles(journey.data());
    }
  }

  private static Remote receivers(Journey journey) throws IOException {
    Conduct good = Conduct.secured(journey.authority().server("mx.bounces.example"));
    journey.remote("bounces.example", good.rcpt(to -> "550 5.1.1 no such user"));
    Conduct later = Conduct.secured(journey.authority().server("mx.later.example"));
    journey.remote("later.example", later.end(() -> "451 4.3.0 try again"));
    return journey.good("good.example");
  }

  /** A part that cannot be read, so that every complaint about it could quote it. */
  private static byte[] spoiled() {
    return new String(Letter.bytes(), StandardCharsets.UTF_8)
        .replace("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: zq-1b")
        .replace("charset=utf-8\r\n", "charset=canary-subject-7Q\r\n")
        .replace("--zwischen--", "--zwischen")
        .getBytes(StandardCharsets.UTF_8);
  }

  private void submit(ChildGateway gateway, byte[] letter) throws IOException {
    try (Client client = Client.to(gateway.address())) {
      ids.add(
          Journey.id(
              client.send(
                  List.of(
                      "a@good.example",
                      "b@bounces.example",
                      "c@later.example",
                      "held@good.example",
                      "refused@good.example",
                      "d@plain.example"),
                  letter)));
      String refusal = client.send(List.of("refused@good.example"), letter);
      assertThat(refusal).startsWith("550 ");
      assertThat(Letter.foundIn(refusal)).isEmpty();
    }
  }

  private static final List<String> ALL =
      List.of("Deferred", "Delivered", "Failed", "Held", "Notified", "Offered");

  private static List<String> ways(Stores stores, MessageId id) {
    return Journey.story(stores, id).stream()
        .filter(e ->
            e instanceof AuditEvent.Deferred
                || e instanceof AuditEvent.Delivered
                || e instanceof AuditEvent.Failed
                || e instanceof AuditEvent.Held
                || e instanceof AuditEvent.Notified
                || e instanceof AuditEvent.Offered)
        .map(e -> e.getClass().getSimpleName())
        .distinct()
        .sorted()
        .toList();
  }

  private static void nothingIn(String place, List<byte[]> heard) {
    assertThat(heard).as(place).isNotEmpty();
    heard.forEach(bytes -> assertThat(Letter.foundIn(bytes)).as(place).isEmpty());
  }

  /** The link of the notice, before anybody proved anything, and what does not exist. */
  private static void pages(String portal, Remote plain) throws Exception {
    String notice = plain.messages().getFirst().text().replace("=\r\n", "").replace("=3D", "=");
    int at = notice.indexOf(portal);
    assertThat(at).as(notice).isPositive();
    String link = notice.substring(at).split("[\\s<>\"]", 2)[0];
    for (String url : List.of(link, link + "x", portal + "/", portal + "/nowhere", link + "/%00")) {
      try (HttpClient browser = HttpClient.newHttpClient()) {
        HttpResponse<String> page =
            browser.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(Letter.foundIn(page.body() + page.headers())).as(url).isEmpty();
        assertThat(page.statusCode()).as(url).isLessThan(500);
      }
    }
  }

  private void commands(Path home) throws IOException {
    Path export = directory.resolve("export.jsonl");
    List<List<String>> commands = new ArrayList<>();
    commands.add(List.of("queue", "list", "--json"));
    commands.add(List.of("queue", "list"));
    commands.add(List.of("audit", "search", "--json"));
    commands.add(List.of("audit", "export", export.toString()));
    for (MessageId id : ids) {
      commands.add(List.of("queue", "show", "--json", id.value()));
      commands.add(List.of("audit", "show", "--json", id.value()));
      commands.add(List.of("audit", "show", id.value()));
    }
    for (List<String> command : commands) {
      String printed = postern(home, command);
      assertThat(Letter.foundIn(printed)).as("%s", command).isEmpty();
    }
    assertThat(Files.readString(export)).contains(ids.getFirst().value());
    assertThat(Letter.foundIn(Files.readAllBytes(export))).as("export").isEmpty();
  }

  private static String postern(Path home, List<String> command) {
    StringWriter printed = new StringWriter();
    CommandLine postern =
        Postern.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
    String[] args =
        Stream.concat(command.stream(), Stream.of("--home", home.toString()))
            .toArray(String[]::new);
    int code = postern.execute(args);
    postern.getOut().flush();
    postern.getErr().flush();
    // 1 is a finding: something is held
    assertThat(code).as("%s: %s", command, printed).isBetween(Postern.GOOD, Postern.FINDING);
    return printed.toString();
  }

  private static void nothingInFiles(Path data) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(data)) {
      all = files.filter(Files::isRegularFile).toList();
    }
    assertThat(all).extracting(f -> f.getFileName().toString()).contains("postern.db");
    for (Path file : all) {
      assertThat(Letter.foundIn(Files.readAllBytes(file))).as("%s", file).isEmpty();
    }
  }
}
