package io.postern.policy.rules;

import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.NameIndex;
import io.postern.policy.condition.Names;
import io.postern.policy.condition.OfRecipient;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Rules with a way to find those that may match a recipient without asking all of them. Immutable;
 * safe for use by many threads.
 */
final class RuleIndex {
  /**
   * A rule's condition, in what the message and what the recipient must meet. Whom it is for is
   * asked first, so that a rule for others never matters, whatever else it asks.
   */
  record Split(PolicyRule rule, Condition ofMessage, Condition ofRecipient) {
    static Split of(PolicyRule rule) {
      List<Condition> parts = parts(rule);
      return new Split(
          rule,
          all(parts.stream().filter(Condition::perMessage).toList()),
          all(
              parts.stream()
                  .filter(p -> !p.perMessage())
                  .sorted(Comparator.comparing(p -> !isGate(p)))
                  .toList()));
    }

    private static Condition all(List<Condition> parts) {
      return parts.size() == 1 ? parts.getFirst() : new Combined.All(parts);
    }
  }

  private final List<Split> splits;
  private final NameIndex addresses = new NameIndex();
  private final NameIndex domains = new NameIndex();
  private final BitSet anybody = new BitSet();

  RuleIndex(List<PolicyRule> rules) {
    this.splits = rules.stream().map(Split::of).toList();
    for (int i = 0; i < rules.size(); i++) {
      add(rules.get(i), i);
    }
  }

  /** One condition on whom it is for is enough to leave a rule out. */
  private void add(PolicyRule rule, int number) {
    Optional<Condition> gate = parts(rule).stream().filter(RuleIndex::isGate).findFirst();
    if (gate.isEmpty()) {
      anybody.set(number);
    } else if (gate.get() instanceof OfRecipient.Address(Names names)) {
      addresses.add(names, number);
    } else if (gate.get() instanceof OfRecipient.Domain(Names names)) {
      domains.add(names, number);
    }
  }

  private static boolean isGate(Condition part) {
    return part instanceof OfRecipient.Address || part instanceof OfRecipient.Domain;
  }

  private static List<Condition> parts(PolicyRule rule) {
    return rule.when() instanceof Combined.All all ? all.parts() : List.of(rule.when());
  }

  int size() {
    return splits.size();
  }

  Split get(int number) {
    return splits.get(number);
  }

  List<PolicyRule> rules() {
    return splits.stream().map(Split::rule).toList();
  }

  /** All rules that may match the recipient, and perhaps some that do not. */
  BitSet candidates(Facts facts) {
    BitSet numbers = (BitSet) anybody.clone();
    addresses.match(facts.address(), numbers);
    domains.match(facts.domain(), numbers);
    return numbers;
  }
}
