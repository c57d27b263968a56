package io.postern.policy.detect;

import java.util.Arrays;
import java.util.EnumSet;

/**
 * A phrase of the vocabulary.
 *
 * @param text as listed
 * @param senses bits of {@link Sense}
 * @param weight as health evidence, 0 where it is a keyword only
 * @param capitals whether it counts only in capitals
 */
record Term(String text, long senses, double weight, boolean capitals) {
  private static final long HEALTH =
      EnumSet.range(Sense.CONDITION, Sense.PAYMENT).stream()
          .mapToLong(Sense::bit)
          .reduce(0, (a, b) -> a | b);

  private static final String[] HEALTH_RULES =
      Arrays.stream(Sense.values()).map(s -> "health." + s.label()).toArray(String[]::new);

  boolean is(Sense sense) {
    return (senses & sense.bit()) != 0;
  }

  boolean isAny(long bits) {
    return (senses & bits) != 0;
  }

  /** Whether it is no keyword besides. */
  boolean healthOnly() {
    return (senses & ~HEALTH) == 0;
  }

  /** The same term with another sense added. */
  Term and(Sense sense, double more, boolean inCapitals) {
    return new Term(text, senses | sense.bit(), Math.max(weight, more), capitals && inCapitals);
  }

  /** The name of the health rule it belongs to: the first of its senses decides. */
  String healthRule() {
    return HEALTH_RULES[Long.numberOfTrailingZeros(senses)];
  }
}
