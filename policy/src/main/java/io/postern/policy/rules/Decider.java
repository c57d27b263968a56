package io.postern.policy.rules;

import io.postern.core.model.Decision;
import io.postern.core.model.DecisionTrace;
import io.postern.core.model.DecisionTrace.Setting;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Strength;
import io.postern.core.model.Verdict;
import io.postern.policy.condition.Facts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.condition.Undecidable;
import io.postern.policy.language.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides for the recipients of one message, each by itself. For one thread. */
final class Decider {
  /** Where waits what no rule decided. */
  static final String QUEUE = "policy";

  private static final String REQUIRETLS = "the sender requires TLS (REQUIRETLS)";

  private final PolicySet policies;
  private final Walk walk;

  Decider(PolicySet policies, MessageFacts message) {
    this.policies = policies;
    this.walk = new Walk(policies.index(), message);
  }

  /** A decision and how it came about. */
  record Decided(Decision decision, DecisionTrace trace) {}

  /**
   * Total: where something fails, the decision is to hold.
   *
   * @param room for so many rules in the trace
   */
  Decided decide(Facts facts, int room) {
    Walk.Log log = new Walk.Log(room);
    return switch (walk.decide(facts, log)) {
      case Walk.End.Matched(PolicyRule rule, List<PolicyRule> noted) ->
          matched(rule, noted, facts, log);
      case Walk.End.Stuck(PolicyRule rule, String why) ->
          new Decided(held(facts, rule.label(), why), log.with(List.of()));
      case Walk.End.Nothing() ->
          new Decided(
              held(facts, "none", "no rule matches; what no rule allows is held"),
              log.with(List.of()));
    };
  }

  /** Where something inside failed. */
  static Decided failed(Facts facts) {
    Decision held = held(facts, "none", "the policy engine failed; what cannot be decided is held");
    return new Decided(held, DecisionTrace.NONE);
  }

  private Decided matched(PolicyRule rule, List<PolicyRule> noted, Facts facts, Walk.Log log) {
    try {
      List<Layer> layers = new ArrayList<>();
      layers.add(rule.terms());
      noted.forEach(n -> layers.add(n.terms()));
      layers.addAll(policies.levels().of(facts));
      List<Setting> settings = Term.ALL.stream().flatMap(t -> t.told(layers).stream()).toList();
      Decision decision = new Case(rule, noted, facts, new Ways(layers)).decide();
      return new Decided(decision, log.with(settings));
    } catch (Undecidable e) {
      return new Decided(
          held(facts, rule.label(), String.valueOf(e.getMessage())), log.with(List.of()));
    }
  }

  /** One rule that matched one recipient. */
  private record Case(PolicyRule rule, List<PolicyRule> noted, Facts facts, Ways ways) {
    Decision decide() {
      return switch (rule.action()) {
        case Action.Protect(var inOrder) -> protect(ways.of(inOrder));
        case Action.InClear() -> clear();
        case Action.Keep keep -> keep(keep, ways.of(keep.released()));
        case Action.Reject(var reply) -> new Decision.Refuse(facts.recipient(), reply, reasons());
        case Action.GiveBack() -> giveBack();
        case Action.GoOn() ->
            throw new IllegalStateException("a rule that goes on decides nothing");
      };
    }

    private Decision keep(Action.Keep keep, List<Protection> released) {
      List<Protection> tls = Strength.underRequireTls(released);
      if (!facts.message().requireTls() || tls.equals(released)) {
        return hold(keep, released, keep.terms());
      }
      // What the rule names still tells a person what may not be undercut.
      return tls.isEmpty()
          ? hold(keep, released, keep.terms().keptOn(), REQUIRETLS)
          : hold(keep, tls, keep.terms(), REQUIRETLS);
    }

    private Decision hold(
        Action.Keep keep, List<Protection> released, HoldTerms terms, String... more) {
      return new Decision.Hold(
          facts.recipient(), keep.queue(), reasons(more), released, terms, ways.modifiers());
    }

    private Decision protect(List<Protection> inOrder) {
      if (!facts.message().requireTls()) {
        return deliver(inOrder, reasons());
      }
      List<Protection> tls = Strength.underRequireTls(inOrder);
      return tls.isEmpty()
          ? held("the sender requires TLS and the rule does not allow it")
          : deliver(tls, reasons(REQUIRETLS));
    }

    private Decision clear() {
      if (facts.message().requireTls()) {
        return deliver(ways.of(List.of(Method.TLS)), reasons(REQUIRETLS));
      }
      return unnamed()
          .map(v -> held("would go in clear with verdict " + v + ", which the rule does not name"))
          .orElseGet(() -> deliver(List.of(new Protection.OpportunisticTls()), reasons()));
    }

    private Decision giveBack() {
      return unnamed()
          .map(v -> held("would go back with verdict " + v + ", which the rule does not name"))
          .orElseGet(() -> deliver(List.of(new Protection.ReturnToUpstream()), reasons()));
    }

    /** A verdict that needs protection and that the rule does not name. */
    private Optional<String> unnamed() {
      Verdict verdict = facts.message().screening().verdict();
      boolean sensitive =
          switch (verdict) {
            case PHI, UNSCANNABLE -> true;
            case IDENTIFIER_ONLY, HEALTH_ONLY, NONE, ALREADY_PROTECTED -> false;
          };
      return sensitive && !rule.names(verdict, facts)
          ? Optional.of(verdict.label())
          : Optional.empty();
    }

    private Decision deliver(List<Protection> inOrder, Reasons reasons) {
      return new Decision.Deliver(facts.recipient(), inOrder, reasons, ways.modifiers());
    }

    private Decision held(String why) {
      return Decider.held(facts, rule.label(), why);
    }

    private Reasons reasons(String... more) {
      List<String> because = new ArrayList<>();
      because.add(verdict(facts));
      because.addAll(List.of(more));
      because.addAll(rule.grounds());
      noted.reversed().forEach(n -> because.add("noted by " + n.label()));
      return new Reasons(rule.label(), because, rule.attested());
    }
  }

  private static Decision held(Facts facts, String rule, String why) {
    return new Decision.Hold(facts.recipient(), QUEUE, Reasons.of(rule, why, verdict(facts)));
  }

  private static String verdict(Facts facts) {
    return "verdict "
        + facts.message().screening().verdict().label()
        + ", score "
        + facts.message().screening().score();
  }
}
