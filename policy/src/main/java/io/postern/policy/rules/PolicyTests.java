package io.postern.policy.rules;

import io.postern.config.Binder;
import io.postern.config.Location;
import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Judgement;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.policy.detect.Scanner;
import io.postern.policy.language.ExpectSpec;
import io.postern.policy.language.Method;
import io.postern.policy.language.TestSpec;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs the tests that stand in the policy files, with the real detector. */
public final class PolicyTests {
  private final RulesEngine engine;

  private PolicyTests(RulesEngine engine) {
    this.engine = engine;
  }

  /**
   * @param failures what differs, one line each; empty where the test passes
   */
  public record Result(String name, Location location, List<String> failures) {
    public boolean passed() {
      return failures.isEmpty();
    }
  }

  /** The result of every test in the order of the files. */
  public static List<Result> run(PolicySet policies, Scanner scanner) {
    PolicyTests tests = new PolicyTests(new RulesEngine(scanner, policies));
    return policies.tests().stream().map(tests::one).toList();
  }

  private Result one(TestSpec test) {
    try {
      return new Result(test.name(), test.location(), failures(test));
    } catch (IllegalArgumentException e) {
      return new Result(test.name(), test.location(), List.of(String.valueOf(e.getMessage())));
    }
  }

  private List<String> failures(TestSpec test) {
    Judgement got = engine.judge(envelope(test), new Text(message(test)));
    List<String> failures = new ArrayList<>();
    for (Decision decision : got.decisions()) {
      String address = decision.recipient().mailbox().address();
      Problems problems = new Problems();
      Optional<ExpectSpec> expect = expected(test.expect(), address, problems);
      problems.list().stream().map(Problem::toString).forEach(failures::add);
      expect.ifPresent(e -> compare(e, decision, got, address, failures));
    }
    return failures;
  }

  /** What is expected of one recipient: keys with an {@code @} are addresses. */
  private static Optional<ExpectSpec> expected(YamlNode node, String address, Problems problems) {
    YamlNode own = node;
    if (node instanceof YamlNode.Mapping m
        && m.entries().keySet().stream().anyMatch(k -> k.contains("@"))) {
      YamlNode.Entry entry = m.entries().get(address);
      if (entry == null) {
        problems.add(node, "nothing is expected of " + address);
        return Optional.empty();
      }
      own = entry.value();
    }
    return new Binder(Path.of(""), problems).bind(own, ExpectSpec.class);
  }

  private static void compare(
      ExpectSpec want, Decision got, Judgement judgement, String address, List<String> failures) {
    String rule = got.reasons().rule().replaceFirst("^.*: ", "");
    want.rule().ifPresent(r -> differ(address + " rule", r, rule, failures));
    want.protect()
        .ifPresent(p -> differ(address + " protect", labels(p), protections(got), failures));
    want.deliver()
        .ifPresent(
            d -> differ(address + " deliver", "[opportunistic]", protections(got), failures));
    want.hold()
        .ifPresent(q ->
            differ(
                address + " hold",
                q,
                got instanceof Decision.Hold h ? h.queue() : kind(got),
                failures));
    want.refuse().ifPresent(r -> differ(address + " refuse", "refuse", kind(got), failures));
    want.verdict()
        .ifPresent(
            v -> differ("verdict", v.label(), judgement.screening().verdict().label(), failures));
  }

  private static void differ(String what, String want, String got, List<String> failures) {
    if (!want.equals(got)) {
      failures.add(what + ": want " + want + ", got " + got);
    }
  }

  private static String labels(List<Method> methods) {
    return methods.stream().map(m -> m.name().toLowerCase(Locale.ROOT)).toList().toString();
  }

  private static String protections(Decision decision) {
    return decision instanceof Decision.Deliver d
        ? d.inOrder().stream().map(Protection::label).toList().toString()
        : kind(decision);
  }

  private static String kind(Decision decision) {
    return switch (decision) {
      case Decision.Deliver d -> "deliver";
      case Decision.Hold h -> "hold";
      case Decision.Refuse r -> "refuse";
    };
  }

  private static Envelope envelope(TestSpec test) {
    Upstream upstream =
        new Upstream(
            test.upstream(), Upstream.Kind.NETWORK, "127.0.0.1", "test", "ESMTP", Optional.empty());
    return new Envelope(
        MessageId.create(0),
        upstream,
        ReversePath.of(test.from().equals("<>") ? "" : test.from()),
        test.to().stream().map(Recipient::of).toList(),
        Instant.EPOCH,
        EsmtpOptions.NONE);
  }

  private static byte[] message(TestSpec test) {
    StringBuilder text = new StringBuilder();
    text.append("From: ").append(test.from()).append("\r\n");
    text.append("To: ").append(String.join(", ", test.to())).append("\r\n");
    text.append("Subject: ").append(test.subject()).append("\r\n");
    test.headers().forEach((k, v) -> text.append(k).append(": ").append(v).append("\r\n"));
    boolean own =
        test.headers().keySet().stream().anyMatch(k -> k.equalsIgnoreCase("content-type"));
    if (!own) {
      text.append("Content-Type: text/plain; charset=utf-8\r\n");
    }
    text.append("\r\n").append(test.body().replace("\n", "\r\n"));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A message that stands in a policy file. */
  private record Text(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
