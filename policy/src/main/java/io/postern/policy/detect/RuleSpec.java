package io.postern.policy.detect;

import io.postern.config.Doc;
import io.postern.config.Location;
import io.postern.config.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A rule as a file writes it: what is absent stays as packs and files before it have set it. */
record RuleSpec(
    Location location,
    @Doc("Whether it is applied.") Optional<Boolean> enabled,
    @Doc("How much it says by itself; 1 is certain.") @Range(min = "0", max = "1.5")
        Optional<Double> weight,
    @Doc("The score it gives without any health evidence.") @Range(min = "0", max = "1")
        Optional<Double> alone,
    @Doc("How far away its context may stand, in characters.") @Range(min = "0", max = "2000")
        Optional<Integer> window,
    @Doc("From how many different values on it counts.") @Range(min = "1", max = "1000")
        Optional<Integer> count,
    @Doc("What a value must pass.") Optional<Check> validator,
    @Doc("Words beside it; replaces the list.") Optional<List<String>> context,
    @Doc("Words beside it; adds to the list.") Optional<List<String>> addContext,
    @Doc("An RE2 expression: makes a rule of your own.") Optional<Regex> pattern,
    @Doc("What a value of a rule of your own is.") Optional<Identifier> identifier) {
  private static final int WINDOW = 60;

  /** This one where it says something, else the earlier one. */
  RuleSpec over(RuleSpec earlier) {
    return new RuleSpec(
        location,
        first(earlier, RuleSpec::enabled),
        first(earlier, RuleSpec::weight),
        first(earlier, RuleSpec::alone),
        first(earlier, RuleSpec::window),
        first(earlier, RuleSpec::count),
        first(earlier, RuleSpec::validator),
        first(earlier, RuleSpec::context),
        more(earlier),
        first(earlier, RuleSpec::pattern),
        first(earlier, RuleSpec::identifier));
  }

  private <T> Optional<T> first(RuleSpec earlier, Function<RuleSpec, Optional<T>> part) {
    return part.apply(this).or(() -> part.apply(earlier));
  }

  /** A replaced list begins anew. */
  private Optional<List<String>> more(RuleSpec earlier) {
    if (context.isPresent() || earlier.addContext.isEmpty()) {
      return addContext;
    }
    List<String> all = new ArrayList<>(earlier.addContext.get());
    addContext.ifPresent(all::addAll);
    return Optional.of(all);
  }

  /** All words of its context. */
  List<String> words() {
    List<String> all = new ArrayList<>(context.orElse(List.of()));
    addContext.ifPresent(all::addAll);
    return all;
  }

  /**
   * The rule.
   *
   * @param on whether it is applied where no file says so
   */
  ActiveRule active(String label, Identifier kind, boolean on) {
    return new ActiveRule(
        label,
        identifier.orElse(kind),
        enabled.orElse(on),
        weight.orElse(0.0),
        alone.orElse(0.0),
        window.orElse(WINDOW),
        count.orElse(1),
        validator.orElse(Check.NONE));
  }
}
