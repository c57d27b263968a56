package io.postern.bench.micro;

import io.postern.core.model.Judgement;
import io.postern.core.model.Recipient;
import io.postern.core.model.Screening;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.RulesEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One message to 20 recipients under 1,000 rules, the last of which decides for each of them: no
 * rule before it is spared. Lists have 100,000 entries.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyBenchmark {
  private static final int RULES = 999;
  private static final int RECIPIENTS = 20;
  private static final int ENTRIES = 100_000;

  /**
   * What every rule asks for: domains spelt out and all below one; the members of lists; addresses
   * with wildcards in the middle; or all of these in turn, every other rule with a condition on the
   * message besides.
   */
  @Param({"domains", "lists", "wildcards", "mixed"})
  public String kind;

  private Path directory;
  private PolicySet policies;
  private MessageFacts message;
  private List<Recipient> to;

  @Setup
  public void prepare() throws IOException {
    directory = Files.createTempDirectory("policy-bench");
    Files.writeString(directory.resolve("domains.txt"), entries("d%d.example"));
    Files.writeString(directory.resolve("people.txt"), entries("p%d@example.org"));
    Files.writeString(directory.resolve("10.yaml"), yaml());
    policies = PolicySet.load(directory);
    message = facts();
    to =
        IntStream.range(0, RECIPIENTS)
            .mapToObj(i -> Recipient.of("reader" + i + "@mail.hospital" + i + ".example.net"))
            .toList();
  }

  private static String entries(String form) {
    return IntStream.range(0, ENTRIES)
        .mapToObj(form::formatted)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private String yaml() {
    StringBuilder yaml =
        new StringBuilder(
            """
            lists:
              domains: {file: domains.txt, of: domains}
              people: {file: people.txt, of: addresses}
            rules:
            """);
    for (int i = 0; i < RULES; i++) {
      yaml.append("  - {name: r%d, when: {%s}, protect: [tls, portal]}\n".formatted(i, when(i)));
    }
    return yaml.append("  - {name: last, protect: [tls, portal]}\n").toString();
  }

  private String when(int i) {
    return switch (kind) {
      case "domains" -> domains(i);
      case "lists" -> lists(i);
      case "wildcards" -> wildcards(i);
      default ->
          switch (i % 4) {
            case 0 -> domains(i);
            case 1 -> lists(i) + ", verdict: none";
            case 2 -> wildcards(i);
            default -> "subject_tag: \"[tag" + i + "]\", score_at_least: 0.5";
          };
    };
  }

  private static String domains(int i) {
    return "recipient_domain: [a%d.example, b%d.example, \"*.c%d.example\"]".formatted(i, i, i);
  }

  /** Each with an address of its own, or the first would cover all others. */
  private static String lists(int i) {
    return i % 2 == 0
        ? "recipient_domain: [\"list:domains\", x%d.example]".formatted(i)
        : "recipient: [\"list:people\", x%d@example.org]".formatted(i);
  }

  private static String wildcards(int i) {
    return "recipient: \"*team%d-*@*.example.*\"".formatted(i);
  }

  private static MessageFacts facts() {
    Screening screening = new Screening(Verdict.PHI, 0.8, "high", List.of(), List.of());
    return new MessageFacts(
        "dr@clinic.example",
        "office",
        "192.0.2.1",
        Instant.EPOCH,
        10_000,
        false,
        screening,
        List.of(),
        List.of(),
        Optional.of(
            List.of(new io.postern.core.mime.MimeField("subject", "Results of last Friday"))));
  }

  @TearDown
  public void remove() throws IOException {
    for (String file : List.of("domains.txt", "people.txt", "10.yaml")) {
      Files.delete(directory.resolve(file));
    }
    Files.delete(directory);
  }

  @Benchmark
  public Judgement decide() {
    return RulesEngine.decide(policies, message, to);
  }
}
