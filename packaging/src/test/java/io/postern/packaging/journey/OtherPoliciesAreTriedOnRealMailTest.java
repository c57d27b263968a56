package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.core.model.MessageId;
import io.postern.core.store.ShadowStore;
import io.postern.packaging.Stores;
import io.postern.packaging.cli.Postern;
import io.postern.policy.shadow.Report;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A candidate runs beside the policies in force, or on what was kept, and changes nothing. */
@Timeout(90)
class OtherPoliciesAreTriedOnRealMailTest {
  private static final String LIVE =
      """
      rules:
        - name: tag
          when: {subject_tag: ["[secure]"]}
          protect: [tls]
        - name: pass
          when: {verdict: [phi, unscannable, none]}
          deliver: opportunistic
      """;
  private static final String CANDIDATE =
      """
      rules:
        - name: tag
          when: {subject_tag: ["[secure]"]}
          protect: [tls]
        - name: phi
          when: {verdict: phi}
          hold: {queue: compliance}
        - name: rest
          when: {verdict: [unscannable, none]}
          deliver: opportunistic
      """;

  /** Asks for what those in force did not, and what is kept all the same. */
  private static final String FILES =
      """
      rules:
        - name: archives
          when: {any: [{attachment: .zip}, {expression: "'exe' in attachment_extensions"}]}
          hold: {}
        - name: asks-for-content-last
          when: {expression: "verdict == 'already_protected' && subject.contains('x')"}
          hold: {}
        - name: rest
          when: {verdict: [phi, unscannable, none]}
          deliver: opportunistic
      """;

  @TempDir Path directory;

  /** What a command said. */
  private record Said(int code, String out, String err) {}

  @Test
  void shadow_candidateHoldsPhi_reportsWhichMessagesAndTheyLeaveAllTheSame() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("elsewhere.example");
      journey.policy(LIVE);
      Stores stores = journey.start().stores();
      String candidate = candidate(CANDIDATE).toString();

      CompletableFuture<Said> running =
          CompletableFuture.supplyAsync(
              () -> policy(journey, "shadow", "--json", "--for", "8s", candidate));
      await(() -> stores.shadows().running(Instant.now()).isPresent());
      String run = stores.shadows().running(Instant.now()).orElseThrow().id();
      await(() -> !stores.shadows().reports(run).isEmpty());
      List<MessageId> sent = sendThree(journey);
      Said said = running.join();

      assertThat(said.code()).as(said.err()).isEqualTo(1);
      assertReport(report(said.out()), sent);
      assertThat(said.out()).doesNotContain("Lopez", "diabetes", "Referral");
      await(() -> remote.messages().size() == 3);
    }
  }

  @Test
  void shadow_interruptedOrStopped_endsTheRunInTheGateway() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      journey.policy(LIVE);
      Stores stores = journey.start().stores();
      String candidate = candidate(CANDIDATE).toString();
      Process command =
          ChildGateway.postern(
                  List.of(),
                  "policy",
                  "shadow",
                  "--home",
                  journey.home().toString(),
                  "--for",
                  "1h",
                  candidate)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("said").toFile())
              .start();
      await(() -> stores.shadows().running(Instant.now()).isPresent());

      new ProcessBuilder("kill", "-INT", Long.toString(command.pid())).start().waitFor();

      assertThat(command.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(stores.shadows().running(Instant.now())).isEmpty();
      assertThat(Files.readString(directory.resolve("said"))).contains("interrupted: ended run ");
      assertThat(policy(journey, "shadow", "--stop").code()).isOne();
      stores
          .shadows()
          .start(
              new ShadowStore.Run(
                  "left", Path.of(candidate), "v", "pat", Instant.now().plusSeconds(600)))
          .join();
      assertThat(policy(journey, "shadow", "--stop").out()).contains("ended run left");
      assertThat(stores.shadows().running(Instant.now())).isEmpty();
      assertThat(policy(journey, "shadow").err()).contains("DIR is missing");
    }
  }

  @Test
  void replay_candidateHoldsPhi_tellsTheSameFromWhatWasKeptWithoutContent() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      journey.good("elsewhere.example");
      journey.policy(LIVE);
      Stores stores = journey.start().stores();
      List<MessageId> sent = sendThree(journey);
      await(() -> stores.judged().page(Instant.EPOCH, "", 9).size() == 3);

      assertThat(stores.judged().page(Instant.EPOCH, "", 9).toString())
          .doesNotContain("Lopez", "diabetes", "Referral", "lunch");
      Said told = policy(journey, "replay", "--json", candidate(CANDIDATE).toString());
      assertThat(told.code()).as(told.err()).isEqualTo(1);
      assertReport(Json.read(told.out(), Report.class), sent);
      Said same = policy(journey, "replay", journey.home().resolve("policies").toString());
      assertThat(same.code()).as(same.out() + same.err()).isZero();
      String other = LIVE.replace("[secure]", "[other]");
      Said unkept = policy(journey, "replay", "--json", candidate(other).toString());
      assertThat(unkept.code()).isOne();
      assertThat(Json.read(unkept.out(), Report.class).undecided())
          .isEqualTo(
              Map.of(
                  "20-candidate.yaml: tag: the header is not at hand: subject tag [[other]]", 3L));
      assertThat(policy(journey, "replay", candidate(other).toString()).out())
          .contains("3 cannot be told", "3 by 20-candidate.yaml: tag: the header");
      Said files = policy(journey, "replay", "--json", candidate(FILES).toString());
      assertThat(Json.read(files.out(), Report.class).undecided()).isEmpty();
      Said broken = policy(journey, "replay", candidate("rules: 3\n").toString());
      assertThat(broken.code()).isEqualTo(2);
    }
  }

  private static void assertReport(Report report, List<MessageId> sent) {
    assertThat(report.messages()).isEqualTo(3);
    assertThat(report.different()).isOne();
    assertThat(report.undecided()).isEmpty();
    assertThat(report.ended()).isTrue();
    Report.Change change = report.changes().getFirst();
    assertThat(change.inForce()).isEqualTo("deliver by opportunistic (10-test.yaml: pass)");
    assertThat(change.candidate()).isEqualTo("hold in compliance (20-candidate.yaml: phi)");
    assertThat(change.examples()).containsExactly(sent.get(1).value());
  }

  private static Report report(String out) {
    return Json.readObject(out).values().stream()
        .map(r -> Json.read(Json.write(r), Report.class))
        .findFirst()
        .orElseThrow();
  }

  private static List<MessageId> sendThree(Journey journey) throws Exception {
    String phi = "Patient: Maria Lopez\nDOB: 03/14/1961\nShe was diagnosed with diabetes.\n";
    return List.of(
        send(journey, "lunch", "At noon.\n"),
        send(journey, "Referral", phi),
        send(journey, "[secure] Referral", phi));
  }

  private static MessageId send(Journey journey, String subject, String text) throws Exception {
    String letter =
        "From: nurse@clinic.example\nSubject: " + subject + "\nMIME-Version: 1.0\n\n" + text;
    try (Client client = Client.to(journey.listener())) {
      return Journey.id(
          client.send(
              List.of("jane@elsewhere.example"),
              letter.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private Path candidate(String policy) throws Exception {
    Path folder = Files.createTempDirectory(directory, "candidate");
    Files.writeString(folder.resolve("20-candidate.yaml"), policy);
    return folder;
  }

  private static Said policy(Journey journey, String verb, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Postern.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code =
        command.execute(
            Stream.concat(
                    Stream.of("policy", verb, "--home", journey.home().toString()), Stream.of(more))
                .toArray(String[]::new));
    return new Said(code, out.toString(), err.toString());
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
  }
}
