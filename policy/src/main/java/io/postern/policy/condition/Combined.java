package io.postern.policy.condition;

import java.util.List;

/** Conditions put together. */
public sealed interface Combined extends Condition {
  /** All hold; of nothing, always. */
  record All(List<Condition> parts, boolean perMessage) implements Combined {
    public All {
      parts = List.copyOf(parts);
    }

    public All(List<Condition> parts) {
      this(parts, parts.stream().allMatch(Condition::perMessage));
    }

    @Override
    public boolean holds(Facts facts) {
      for (Condition part : parts) {
        if (!part.holds(facts)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String unmet(Facts facts) {
      return parts.stream()
          .filter(p -> !p.holds(facts))
          .map(p -> p.unmet(facts))
          .findFirst()
          .orElse("");
    }
  }

  /** At least one holds. */
  record Any(List<Condition> parts, boolean perMessage) implements Combined {
    public Any {
      parts = List.copyOf(parts);
    }

    public Any(List<Condition> parts) {
      this(parts, parts.stream().allMatch(Condition::perMessage));
    }

    @Override
    public boolean holds(Facts facts) {
      for (Condition part : parts) {
        if (part.holds(facts)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String unmet(Facts facts) {
      return "any: " + String.join("; ", parts.stream().map(p -> p.unmet(facts)).toList());
    }
  }

  /** The other does not hold. */
  record Not(Condition part) implements Combined {
    @Override
    public boolean holds(Facts facts) {
      return !part.holds(facts);
    }

    @Override
    public String unmet(Facts facts) {
      return "what stands under not holds";
    }

    @Override
    public boolean perMessage() {
      return part.perMessage();
    }
  }
}
