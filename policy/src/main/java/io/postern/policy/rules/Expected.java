package io.postern.policy.rules;

import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace.Setting;
import io.postern.core.model.Protection;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.language.ExpectSpec;
import io.postern.policy.language.Method;
import io.postern.policy.rules.Explanation.PerRecipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a test expects.
 *
 * @param node the same for all recipients, or by address: keys with an {@code @} are addresses
 * @param rules their names by their labels
 */
record Expected(YamlNode node, Map<String, String> rules) {
  /** What is otherwise, one line each. */
  List<String> differences(PerRecipient got, MessageFacts facts) {
    Problems problems = new Problems();
    Optional<ExpectSpec> expect = of(got.recipient(), problems);
    List<String> lines = new ArrayList<>(problems.list().stream().map(Problem::toString).toList());
    expect.ifPresent(e -> new Comparison(got, facts, lines).compare(e, name(got)));
    return lines;
  }

  /** The rule that decided; {@code none} has no label of a rule. */
  private String name(PerRecipient got) {
    String label = got.decision().reasons().rule();
    return rules.getOrDefault(label, label);
  }

  private Optional<ExpectSpec> of(String address, Problems problems) {
    Optional<Map<String, YamlNode.Entry>> all = TestChecks.byAddress(node);
    if (all.isEmpty()) {
      return TestChecks.bind(node, problems);
    }
    YamlNode.Entry entry = all.get().get(address);
    if (entry == null) {
      problems.add(node, "nothing is expected of " + address);
      return Optional.empty();
    }
    return TestChecks.bind(entry.value(), problems);
  }

  private record Comparison(PerRecipient got, MessageFacts facts, List<String> lines) {
    void compare(ExpectSpec want, String rule) {
      want.rule().ifPresent(r -> differ("rule", r, rule));
      want.protect().ifPresent(p -> differ("protect", labels(p), protections()));
      want.deliver().ifPresent(d -> differ("deliver", "[opportunistic]", protections()));
      want.return_().ifPresent(r -> differ("return", "[return]", protections()));
      want.hold().ifPresent(q -> differ("hold", q, queue()));
      want.refuse().ifPresent(r -> differ("refuse", "refuse", kind()));
      want.verdict()
          .ifPresent(v -> differ("verdict", v.label(), facts.screening().verdict().label()));
      want.settings().ifPresent(s -> s.forEach(this::setting));
    }

    private void setting(String key, String value) {
      String inForce =
          got.trace().settings().stream()
              .filter(s -> s.key().equals(key))
              .map(Setting::value)
              .findFirst()
              .orElse("not set");
      differ(key, value, inForce);
    }

    private void differ(String what, String want, String have) {
      if (!want.equals(have)) {
        lines.add(got.recipient() + " " + what + ": want " + want + ", got " + have);
      }
    }

    private static String labels(List<Method> methods) {
      return methods.stream().map(Method::label).toList().toString();
    }

    private String protections() {
      return got.decision() instanceof Decision.Deliver d
          ? d.inOrder().stream().map(Protection::label).toList().toString()
          : kind();
    }

    private String queue() {
      return got.decision() instanceof Decision.Hold h ? h.queue() : kind();
    }

    private String kind() {
      return switch (got.decision()) {
        case Decision.Deliver d -> "deliver";
        case Decision.Hold h -> "hold";
        case Decision.Refuse r -> "refuse";
      };
    }
  }
}
