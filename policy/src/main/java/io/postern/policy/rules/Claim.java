package io.postern.policy.rules;

import io.postern.core.model.Verdict;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.language.ConditionSpec.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A condition in negation normal form, by which it can be compared with another: only single
 * conditions are negated, and those of a few choices are turned into the other choices instead.
 */
sealed interface Claim {
  /** All hold; of nothing, always. */
  record All(List<Claim> parts) implements Claim {}

  /** At least one holds. */
  record Any(List<Claim> parts) implements Claim {}

  /**
   * A single condition holds.
   *
   * @param positive false where it does not hold
   */
  record Is(Condition leaf, boolean positive) implements Claim {}

  /** What a condition claims. */
  static Claim of(Condition condition) {
    return of(condition, true);
  }

  private static Claim of(Condition condition, boolean positive) {
    return switch (condition) {
      case Combined.All all -> combined(all.parts(), positive, positive);
      case Combined.Any any -> combined(any.parts(), positive, !positive);
      case Combined.Not not -> of(not.part(), !positive);
      case OfMessage one -> is(one, positive);
      case OfRecipient one -> is(one, positive);
      case Expressed one -> new Is(one, positive);
    };
  }

  private static Claim combined(List<Condition> parts, boolean positive, boolean all) {
    List<Claim> claims = parts.stream().map(p -> of(p, positive)).toList();
    return all ? new All(claims) : new Any(claims);
  }

  /** That it is not so. */
  default Claim negated() {
    return switch (this) {
      case All(List<Claim> parts) -> new Any(parts.stream().map(Claim::negated).toList());
      case Any(List<Claim> parts) -> new All(parts.stream().map(Claim::negated).toList());
      case Is(Condition leaf, boolean positive) -> of(leaf, !positive);
    };
  }

  private static Is is(OfMessage one, boolean positive) {
    return switch (one) {
      case OfMessage.VerdictIs is -> verdicts(is.verdicts(), positive);
      case OfMessage.AlreadyProtected is ->
          verdicts(Set.of(Verdict.ALREADY_PROTECTED), positive == is.wanted());
      case OfMessage.LevelIs is when !positive -> new Is(otherLevels(is), true);
      case OfMessage.PhiInSubject is when !positive ->
          new Is(new OfMessage.PhiInSubject(!is.wanted()), true);
      case OfMessage.Unscannable is when !positive ->
          new Is(new OfMessage.Unscannable(!is.wanted()), true);
      case OfMessage other -> new Is(other, positive);
    };
  }

  private static Is verdicts(Set<Verdict> verdicts, boolean positive) {
    Set<Verdict> held = EnumSet.noneOf(Verdict.class);
    Stream.of(Verdict.values()).filter(v -> verdicts.contains(v) == positive).forEach(held::add);
    return new Is(new OfMessage.VerdictIs(held), true);
  }

  private static OfMessage.LevelIs otherLevels(OfMessage.LevelIs is) {
    return new OfMessage.LevelIs(
        Stream.of(Level.values())
            .map(Level::label)
            .filter(l -> !is.levels().contains(l))
            .collect(Collectors.toSet()));
  }

  private static Is is(OfRecipient one, boolean positive) {
    return switch (one) {
      case OfRecipient.Towards to when !positive ->
          new Is(
              new OfRecipient.Towards(EnumSet.complementOf(EnumSet.copyOf(to.wanted())), to.own()),
              true);
      case OfRecipient other -> new Is(other, positive);
    };
  }
}
