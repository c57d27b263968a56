package io.postern.policy.rules;

import io.postern.core.model.Decision;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Verdict;
import io.postern.policy.rules.Explanation.Tried;
import java.util.List;
import java.util.function.Consumer;

/** Decides for one recipient. Without state. */
final class Decider {
  private static final String QUEUE = "policy";

  private Decider() {}

  /** The decision of the first rule that matches; every rule asked is told to {@code tried}. */
  static Decision decide(List<PolicyRule> rules, Facts facts, Consumer<Tried> tried) {
    for (PolicyRule rule : rules) {
      var unmet = rule.when().unmet(facts);
      tried.accept(new Tried(rule.label(), unmet));
      if (unmet.isEmpty()) {
        return apply(rule, facts);
      }
    }
    return held(facts, "none", "no rule matches; what no rule allows is held");
  }

  /** Where something inside failed. */
  static Decision failed(Facts facts) {
    return held(facts, "none", "the policy engine failed; what cannot be decided is held");
  }

  private static Decision apply(PolicyRule rule, Facts facts) {
    return switch (rule.action()) {
      case Action.Protect p -> protect(rule, p.inOrder(), facts);
      case Action.InClear c -> clear(rule, facts);
      case Action.Keep k -> new Decision.Hold(facts.recipient(), k.queue(), reasons(rule, facts));
      case Action.Reject r ->
          new Decision.Refuse(facts.recipient(), r.reply(), reasons(rule, facts));
    };
  }

  /** RFC 8689 4.2.1: with REQUIRETLS nothing but a verified session will do. */
  private static Decision protect(PolicyRule rule, List<Protection> inOrder, Facts facts) {
    if (!facts.requireTls()) {
      return new Decision.Deliver(facts.recipient(), inOrder, reasons(rule, facts));
    }
    List<Protection> tls =
        inOrder.stream().filter(p -> p instanceof Protection.VerifiedTls).toList();
    return tls.isEmpty()
        ? held(facts, rule.label(), "the sender requires TLS and the rule does not allow it")
        : new Decision.Deliver(
            facts.recipient(), tls, reasons(rule, facts, "the sender requires TLS (REQUIRETLS)"));
  }

  private static Decision clear(PolicyRule rule, Facts facts) {
    if (facts.requireTls()) {
      List<Protection> tls = List.of(new Protection.VerifiedTls(TlsFloor.VERIFIED));
      return new Decision.Deliver(
          facts.recipient(), tls, reasons(rule, facts, "the sender requires TLS (REQUIRETLS)"));
    }
    Verdict verdict = facts.screening().verdict();
    boolean sensitive =
        switch (verdict) {
          case PHI, UNSCANNABLE -> true;
          case IDENTIFIER_ONLY, HEALTH_ONLY, NONE, ALREADY_PROTECTED -> false;
        };
    if (sensitive && !rule.when().names(verdict)) {
      return held(
          facts,
          rule.label(),
          "would go in clear with verdict " + verdict.label() + ", which the rule does not name");
    }
    return new Decision.Deliver(
        facts.recipient(), List.of(new Protection.OpportunisticTls()), reasons(rule, facts));
  }

  private static Decision held(Facts facts, String rule, String why) {
    return new Decision.Hold(facts.recipient(), QUEUE, Reasons.of(rule, why, verdict(facts)));
  }

  private static Reasons reasons(PolicyRule rule, Facts facts, String... more) {
    List<String> because =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(verdict(facts)), java.util.Arrays.stream(more))
            .toList();
    return new Reasons(rule.label(), because);
  }

  private static String verdict(Facts facts) {
    return "verdict "
        + facts.screening().verdict().label()
        + ", score "
        + facts.screening().score();
  }
}
