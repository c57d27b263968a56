package io.postern.policy.rules;

import io.postern.config.Problem;
import io.postern.config.Problems;
import io.postern.config.Written;
import io.postern.config.YamlNode;
import io.postern.core.model.PortalProof;
import io.postern.core.model.TlsFloor;
import io.postern.policy.language.Method;
import io.postern.policy.rules.Levels.Level;
import io.postern.policy.rules.Terms.Floor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Protections that are asked for and that nothing here can ever give. Where nothing else is allowed
 * it is a mistake, else worth knowing; so it is where a rule may say other terms than a level or a
 * rule that goes on. For one thread.
 */
final class Feasibility {
  private static final String NO_SECOND_FACTOR = "this portal asks for a mailed code only";

  private final Surroundings around;
  private final Problems problems;
  private final List<Problem> warnings;

  Feasibility(Surroundings around, Problems problems, List<Problem> warnings) {
    this.around = around;
    this.problems = problems;
    this.warnings = warnings;
  }

  void check(PolicyRule rule) {
    Written at = rule.written();
    Terms terms = rule.terms().terms();
    boolean last = !rule.goesOn();
    switch (rule.action()) {
      case Action.Protect(var methods) -> methods(at.each("protect"), methods, terms, last);
      case Action.Keep keep -> methods(at.each("hold", "protect"), keep.released(), terms, last);
      case Action.GiveBack() -> returnable(at);
      case Action.InClear(), Action.Reject(_), Action.GoOn() -> {
        // nothing that could be impossible
      }
    }
    archive(at, terms, last);
    inherited(at, terms, listed(rule.action()));
  }

  private static Set<Method> listed(Action action) {
    return switch (action) {
      case Action.Protect(var methods) -> Set.copyOf(methods);
      case Action.Keep keep -> Set.copyOf(keep.released());
      case Action.GiveBack(), Action.InClear(), Action.Reject(_), Action.GoOn() -> Set.of();
    };
  }

  void check(Level level) {
    Terms terms = level.layer().terms();
    List<Method> preferred = terms.protect().orElse(List.of());
    methods(level.written().each("protect"), preferred, terms, false);
    archive(level.written(), terms, false);
    inherited(level.written(), terms, Set.copyOf(preferred));
  }

  private void returnable(Written at) {
    if (around.returnRoutes().filter(Set::isEmpty).isPresent()) {
      problems.add(at.at("return"), "can never apply: no upstream has a return route");
    }
  }

  private void archive(Written at, Terms terms, boolean last) {
    terms
        .archive()
        .ifPresent(a -> methods(at.each("archive", "protect"), a.protect(), terms, last));
  }

  /**
   * @param last whether nothing more specific can say other terms
   */
  private void methods(List<YamlNode> values, List<Method> methods, Terms terms, boolean last) {
    List<Optional<String>> why = methods.stream().map(m -> impossible(m, terms)).toList();
    boolean none =
        last
            ? why.stream().allMatch(Optional::isPresent)
            : methods.stream().allMatch(m -> missing(m).isPresent());
    for (int i = 0; i < methods.size(); i++) {
      // a default stands nowhere: the place is that of what it is missing in
      YamlNode value = values.get(Math.min(i, values.size() - 1));
      String label = methods.get(i).label();
      why.get(i).ifPresent(w -> tell(value, label + " can never apply: " + w, none));
    }
  }

  private void tell(YamlNode value, String message, boolean mistake) {
    if (mistake) {
      problems.add(value, message);
    } else {
      warnings.add(new Problem(value.location(), value.path(), message));
    }
  }

  private Optional<String> impossible(Method method, Terms terms) {
    return missing(method).or(() -> ruledOut(method, terms));
  }

  /** Whatever the terms are. */
  private Optional<String> missing(Method method) {
    return switch (method) {
      case PORTAL -> around.portal().filter(there -> !there).map(none -> "no portal is configured");
      case TLS, SMIME, OPENPGP, PREFERRED -> Optional.empty();
    };
  }

  private Optional<String> ruledOut(Method method, Terms terms) {
    return switch (method) {
      case TLS -> terms.floor().map(Floor::kind).flatMap(this::unchecked);
      case PORTAL -> terms.proof().flatMap(Feasibility::unasked);
      case SMIME, OPENPGP, PREFERRED -> Optional.empty();
    };
  }

  private Optional<String> unchecked(TlsFloor floor) {
    return around.floors().contains(floor)
        ? Optional.empty()
        : Optional.of("this gateway does not check " + floor.label());
  }

  private static Optional<String> unasked(PortalProof proof) {
    return proof == PortalProof.TWO_FACTORS ? Optional.of(NO_SECOND_FACTOR) : Optional.empty();
  }

  /**
   * Terms for protections that are listed elsewhere.
   *
   * @param listed those that were looked at with these terms
   */
  private void inherited(Written at, Terms terms, Set<Method> listed) {
    if (!listed.contains(Method.TLS)) {
      terms
          .floor()
          .flatMap(f -> unchecked(f.kind()))
          .ifPresent(why -> tell(at.at("tls", "floor"), "tls can never apply: " + why, false));
    }
    if (!listed.contains(Method.PORTAL)) {
      terms
          .proof()
          .flatMap(Feasibility::unasked)
          .ifPresent(why ->
              tell(at.at("portal", "authentication"), "portal can never apply: " + why, false));
    }
  }
}
