package io.postern.policy.detect;

import io.postern.core.model.Screening.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a message has shown so far. More text can only add to it, so no part can hide another. For
 * one thread.
 */
final class Evidence {
  private static final int MOST_FINDINGS = 100;
  private static final int MOST_CONCEPTS = 12;
  private static final int MOST_KNOWN_CONCEPTS = 4096;
  private static final double SATURATION = 1.6;
  private static final double STRUCTURED = 0.97;

  private final Map<Identifier, Double> linked = new EnumMap<>(Identifier.class);
  private final Map<Identifier, Double> alone = new EnumMap<>(Identifier.class);
  private final Map<Long, Double> concepts = new HashMap<>();
  private final double[] best = new double[MOST_CONCEPTS];
  private final List<Finding> findings = new ArrayList<>();
  private boolean structured;

  /** An identifier with the weight that is left of its rule's, and how near health it stands. */
  void identifier(Rule rule, double weight, double link, Finding finding) {
    double before = linked.getOrDefault(rule.identifier, 0.0);
    linked.merge(rule.identifier, weight * link, Math::max);
    alone.merge(rule.identifier, weight, Math::max);
    if (weight * link > before) {
      add(finding);
    }
  }

  /**
   * A health concept; each counts once, with its best weight.
   *
   * @return whether it was new
   */
  boolean health(long concept, double weight) {
    Double known = concepts.get(concept);
    if (known != null && known >= weight) {
      return false;
    }
    if (known == null && concepts.size() >= MOST_KNOWN_CONCEPTS) {
      return false;
    }
    concepts.put(concept, weight);
    replace(known == null ? 0 : known, weight);
    return known == null;
  }

  /** A record in a health data format is about a patient by its form. */
  void structured(Finding finding) {
    structured = true;
    add(finding);
  }

  void add(Finding finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding);
    }
  }

  /** How sure it is that somebody is identified, 0 to 1, wherever the identifier stands. */
  double identity() {
    return structured ? STRUCTURED : union(alone);
  }

  /** How sure it is that this is about health, 0 to 1. */
  double healthiness() {
    return structured ? STRUCTURED : 1 - Math.exp(-Arrays.stream(best).sum() / SATURATION);
  }

  /** How sure it is that this is health information about an identified person, 0 to 1. */
  double score() {
    return structured ? STRUCTURED : union(linked) * healthiness();
  }

  List<Finding> findings() {
    return findings;
  }

  static Finding finding(
      String rule, String part, int offset, int length, String sample, double weight, String near) {
    double rounded = Math.round(weight * 100) / 100.0;
    Optional<String> where = near.isEmpty() ? Optional.empty() : Optional.of(near);
    return new Finding(rule, part, offset, length, sample, rounded, where);
  }

  private static double union(Map<Identifier, Double> weights) {
    double none = 1;
    for (double w : weights.values()) {
      none *= 1 - w;
    }
    return 1 - none;
  }

  /** Keeps the twelve largest in ascending order. */
  private void replace(double old, double weight) {
    int at = 0;
    if (old > 0) {
      int i = Arrays.binarySearch(best, old);
      at = Math.max(i, 0);
    }
    if (weight > best[at]) {
      best[at] = weight;
      Arrays.sort(best);
    }
  }
}
