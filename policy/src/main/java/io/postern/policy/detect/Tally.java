package io.postern.policy.detect;

import io.postern.core.model.Screening.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much the detector found. The findings themselves are examples, as many as a person reads;
 * this counts the others too, and is what rules ask. Holds no content and may be stored.
 *
 * @param byRule different values by the name of the rule that found them
 * @param inSubject whether one of them is in the message's subject
 */
public record Tally(Map<String, Integer> byRule, boolean inSubject) {
  private static final String SUBJECT = "header:subject";

  /** Of a message in which nothing was found. */
  public static final Tally NOTHING = new Tally(Map.of(), false);

  public Tally {
    byRule = Map.copyOf(byRule);
  }

  /** Where these are all that was found, each a value of its own. */
  public static Tally of(List<Finding> findings) {
    Map<String, Integer> byRule = new HashMap<>();
    findings.forEach(f -> byRule.merge(f.rule(), 1, Integer::sum));
    return new Tally(byRule, findings.stream().anyMatch(f -> isSubject(f.part())));
  }

  /** Whether text of that name is the message's subject, in whatever reading. */
  static boolean isSubject(String part) {
    return part.equals(SUBJECT) || part.startsWith(SUBJECT + " ");
  }
}
