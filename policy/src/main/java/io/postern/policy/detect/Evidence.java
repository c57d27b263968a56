package io.postern.policy.detect;

import io.postern.core.model.Screening.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a message has shown so far. More text can only add to it, so no part can hide another. For
 * one thread.
 */
final class Evidence {
  private static final int MOST_FINDINGS = 100;
  private static final int MOST_CONCEPTS = 12;
  private static final int MOST_KNOWN = 4096;
  private static final double SATURATION = 1.4;
  private static final double STRUCTURED = 0.97;

  /** What telephone numbers and addresses can say together. */
  private static final double MOST_OF_CONTACTS = 0.30;

  private final Map<Identifier, Double> linked = new EnumMap<>(Identifier.class);
  private final Map<Identifier, Double> anywhere = new EnumMap<>(Identifier.class);
  private final Map<String, Hits> hits = new HashMap<>();
  private final Map<Identifier, Set<Long>> people = new EnumMap<>(Identifier.class);
  private final Map<Long, Double> concepts = new HashMap<>();
  private final double[] best = new double[MOST_CONCEPTS];
  private final List<Finding> findings = new ArrayList<>();
  private double alone;
  private boolean structured;

  /**
   * An identifier.
   *
   * @param weight what is left of its rule's
   * @param link how near health stands, 0 to 1
   * @param value tells values apart
   * @param part where it stands
   * @param finding made only where it is kept
   */
  void identifier(
      ActiveRule rule,
      double weight,
      double link,
      long value,
      String part,
      Supplier<Finding> finding) {
    double near = weight * link;
    double far = weight;
    Hits all = hit(rule.label(), rule.count(), value, part);
    if (rule.count() > 1) {
      all.linked = near = Math.max(near, all.linked);
      all.anywhere = far = Math.max(far, all.anywhere);
      if (!all.enough()) {
        return;
      }
    }
    if (rule.identifier().countsPeople()) {
      person(rule.identifier(), value);
    }
    alone = Math.max(alone, rule.alone() * far / Math.max(rule.weight(), far));
    anywhere.merge(rule.identifier(), far, Math::max);
    if (near > linked.getOrDefault(rule.identifier(), 0.0)) {
      linked.put(rule.identifier(), near);
      add(finding);
    }
  }

  private Hits hit(String rule, int needed, long value, String part) {
    Hits all = hits.computeIfAbsent(rule, k -> new Hits(needed));
    all.add(value, Tally.isSubject(part));
    return all;
  }

  private void person(Identifier identifier, long value) {
    Set<Long> known = people.computeIfAbsent(identifier, k -> new HashSet<>());
    if (known.size() < MOST_KNOWN) {
      known.add(value);
    }
  }

  /** One more row of a table of people, or record in a health data format. */
  void row(long value) {
    person(Identifier.TABLE, value);
  }

  /**
   * A health concept; each counts once, with its best weight.
   *
   * @return whether it was new
   */
  boolean health(long concept, double weight) {
    Double known = concepts.get(concept);
    boolean full = known == null && concepts.size() >= MOST_KNOWN;
    if (full || (known != null && known >= weight)) {
      return false;
    }
    concepts.put(concept, weight);
    replace(known == null ? 0 : known, weight);
    return known == null;
  }

  /** A word or value that says by itself that this is about health. */
  void telling(String rule, long concept, String part) {
    hit(rule, 1, concept, part);
  }

  /** A record in a health data format is about a patient by its form. */
  void structured(String format, long value, String part, Supplier<Finding> finding) {
    structured = true;
    row(value);
    hit(format, 1, value, part);
    add(finding);
  }

  void add(Supplier<Finding> finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding.get());
    }
  }

  /** How sure it is that somebody is identified, 0 to 1, wherever the identifier stands. */
  double identity() {
    return structured ? STRUCTURED : union(anywhere);
  }

  /** How sure it is that this is about health, 0 to 1. */
  double healthiness() {
    return structured ? STRUCTURED : 1 - Math.exp(-Arrays.stream(best).sum() / SATURATION);
  }

  /** How sure it is that this is health information about an identified person, 0 to 1. */
  double score() {
    return structured ? STRUCTURED : union(linked) * healthiness();
  }

  /** The score of identifiers that need protection without health evidence, 0 to 1. */
  double alone() {
    return alone;
  }

  /** How many people are told apart, at least. */
  int patients() {
    return people.values().stream().mapToInt(Set::size).max().orElse(0);
  }

  /** Examples of what was found. */
  List<Finding> findings() {
    return findings;
  }

  /** All that was found. */
  Tally tally() {
    Map<String, Integer> byRule = new HashMap<>();
    hits.forEach((rule, all) -> byRule.put(rule, all.count()));
    byRule.values().removeIf(count -> count == 0);
    return new Tally(byRule, hits.values().stream().anyMatch(Hits::inSubject));
  }

  /** Where somebody can be reached says little of who that is, however many ways there are. */
  private static double union(Map<Identifier, Double> weights) {
    double none = 1;
    double noContact = 1;
    for (Map.Entry<Identifier, Double> entry : weights.entrySet()) {
      double left = 1 - Math.min(entry.getValue(), 1);
      if (entry.getKey().contact()) {
        noContact *= left;
      } else {
        none *= left;
      }
    }
    return 1 - none * Math.max(noContact, 1 - MOST_OF_CONTACTS);
  }

  /** Keeps the twelve largest in ascending order. */
  private void replace(double old, double weight) {
    int at = old > 0 ? Math.max(Arrays.binarySearch(best, old), 0) : 0;
    if (weight > best[at]) {
      best[at] = weight;
      Arrays.sort(best);
    }
  }
}
