package io.postern.policy.rules;

import io.postern.core.model.Verdict;
import io.postern.policy.condition.Combined;
import io.postern.policy.condition.Condition;
import io.postern.policy.condition.Direction;
import io.postern.policy.condition.Expressed;
import io.postern.policy.condition.OfMessage;
import io.postern.policy.condition.OfRecipient;
import io.postern.policy.language.ConditionSpec.Level;
import java.util.List;

/**
 * Compares conditions without a message. What it says is certain; where it takes too long to tell,
 * or more than comparing, it says no. For one thread.
 */
final class Reach {
  /** Enough for what people write; policies made to be slow end here. */
  private static final int MOST_STEPS = 5_000;

  private int steps;

  private Reach() {}

  /** Whether it holds whatever the message is. */
  static boolean always(Claim claim) {
    return new Reach().holdsAlways(claim);
  }

  /** Whether it holds for no message at all. */
  static boolean never(Claim claim) {
    return always(claim.negated());
  }

  /** Whether wherever {@code narrow} holds {@code wide} certainly holds too. */
  static boolean covers(Claim wide, Claim narrow) {
    return always(wide) || implies(narrow, wide);
  }

  /** The same for a wide one that does not hold always. */
  static boolean implies(Claim narrow, Claim wide) {
    return new Reach().follows(wide, narrow);
  }

  private boolean holdsAlways(Claim claim) {
    return switch (claim) {
      case Claim.All(List<Claim> parts) -> parts.stream().allMatch(this::holdsAlways);
      case Claim.Any(List<Claim> parts) ->
          parts.stream().anyMatch(this::holdsAlways) || exhaustive(parts);
      case Claim.Is(Condition leaf, boolean positive) -> positive ? always(leaf) : never(leaf);
    };
  }

  /** Whether where one of them fails another holds, as of a condition and its opposite. */
  private boolean exhaustive(List<Claim> parts) {
    for (int i = 0; i < parts.size() && steps <= MOST_STEPS; i++) {
      Claim failed = parts.get(i).negated();
      if (parts.subList(i + 1, parts.size()).stream().anyMatch(p -> follows(p, failed))) {
        return true;
      }
    }
    return false;
  }

  private boolean follows(Claim wide, Claim narrow) {
    if (++steps > MOST_STEPS) {
      return false;
    }
    if (narrow instanceof Claim.Any(List<Claim> cases)) {
      return cases.stream().allMatch(n -> follows(wide, n));
    }
    if (wide instanceof Claim.All(List<Claim> demands)) {
      return demands.stream().allMatch(w -> follows(w, narrow));
    }
    return followsFromPart(wide, narrow);
  }

  private boolean followsFromPart(Claim wide, Claim narrow) {
    if (narrow instanceof Claim.All(List<Claim> parts)
        && parts.stream().anyMatch(n -> follows(wide, n))) {
      return true;
    }
    return switch (wide) {
      case Claim.All(List<Claim> demands) -> demands.stream().allMatch(w -> follows(w, narrow));
      case Claim.Any(List<Claim> choices) -> choices.stream().anyMatch(w -> follows(w, narrow));
      case Claim.Is one ->
          holdsAlways(one) || (narrow instanceof Claim.Is other && follows(one, other));
    };
  }

  private static boolean follows(Claim.Is wide, Claim.Is narrow) {
    if (wide.positive()) {
      return narrow.positive() && covers(wide.leaf(), narrow.leaf());
    }
    return narrow.positive()
        ? exclude(wide.leaf(), narrow.leaf())
        : covers(narrow.leaf(), wide.leaf());
  }

  private static boolean always(Condition leaf) {
    return switch (leaf) {
      case OfMessage.ScoreAtLeast score -> score.least() <= 0;
      case OfMessage.SizeAtLeast size -> size.least() <= 0;
      case OfMessage.Sender sender -> sender.names().everything();
      case OfMessage.SenderDomain sender -> sender.names().everything();
      case OfMessage.VerdictIs is -> is.verdicts().size() == Verdict.values().length;
      case OfMessage.LevelIs is -> is.levels().size() == Level.values().length;
      case OfMessage.UpstreamName name -> name.names().stream().anyMatch(n -> n.text().equals("*"));
      case OfMessage.Within within -> within.window().always();
      case OfMessage other -> false;
      case OfRecipient.Address address -> address.names().everything();
      case OfRecipient.Domain domain -> domain.names().everything();
      case OfRecipient.Towards to -> to.wanted().size() == Direction.values().length;
      case OfRecipient.Consented consented -> false;
      case Expressed expressed -> expressed.constant().orElse(false);
      case Combined combined -> false;
    };
  }

  private static boolean never(Condition leaf) {
    return switch (leaf) {
      case OfMessage.VerdictIs is -> is.verdicts().isEmpty();
      case OfMessage.LevelIs is -> is.levels().isEmpty();
      case OfMessage other -> false;
      case OfRecipient.Towards to -> to.wanted().isEmpty();
      case OfRecipient other -> false;
      case Expressed expressed -> !expressed.constant().orElse(true);
      case Combined combined -> false;
    };
  }

  /** Whether they certainly never hold together. */
  private static boolean exclude(Condition one, Condition other) {
    return switch (one) {
      case OfMessage.Sender a ->
          other instanceof OfMessage.Sender b && a.names().disjoint(b.names());
      case OfMessage.SenderDomain a ->
          other instanceof OfMessage.SenderDomain b && a.names().disjoint(b.names());
      case OfRecipient.Address a ->
          other instanceof OfRecipient.Address b && a.names().disjoint(b.names());
      case OfRecipient.Domain a ->
          other instanceof OfRecipient.Domain b && a.names().disjoint(b.names());
      case OfMessage rest -> false;
      case OfRecipient rest -> false;
      case Expressed rest -> false;
      case Combined rest -> false;
    };
  }

  private static boolean covers(Condition wide, Condition narrow) {
    if (wide.equals(narrow)) {
      return true;
    }
    return switch (wide) {
      case OfMessage w -> narrow instanceof OfMessage n && Width.covers(w, n);
      case OfRecipient w -> narrow instanceof OfRecipient n && Width.covers(w, n);
      case Expressed w -> narrow instanceof Expressed n && w.text().equals(n.text());
      case Combined w -> false;
    };
  }
}
