package io.postern.policy.shadow;

import io.postern.core.model.Decision;
import io.postern.core.model.MessageId;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.shadow.Report.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts how decisions differ. Thread-safe; bounded, whatever comes. */
final class Differences {
  private static final int EXAMPLES = 5;

  /** Ways to differ that are told apart; the rest is counted as different and not listed. */
  private static final int KINDS = 200;

  private static final String OTHERS = "others";

  private final Map<Kind, Count> kinds = new LinkedHashMap<>();
  private long messages;
  private long recipients;
  private long different;
  private final Map<String, Long> undecided = new TreeMap<>();
  private long missed;

  private record Kind(String inForce, String candidate) {}

  private static final class Count {
    private long recipients;
    private final List<String> examples = new ArrayList<>();
  }

  /**
   * @param inForce one per recipient
   * @param candidate the same recipients in the same order
   */
  synchronized void add(MessageId id, List<DecisionLine> inForce, List<Decision> candidate) {
    messages++;
    for (int i = 0; i < inForce.size(); i++) {
      recipients++;
      Decision decision = candidate.get(i);
      Optional<String> why = undecided(decision);
      if (why.isPresent()) {
        undecided(decision.reasons().rule() + ": " + why.get());
      } else {
        compare(id, inForce.get(i), DecisionLine.of(decision));
      }
    }
  }

  /** One that was not compared. */
  synchronized void missed() {
    missed++;
  }

  private static Optional<String> undecided(Decision decision) {
    return decision.reasons().because().stream()
        .filter(b -> b.startsWith(MessageFacts.NO_HEADER))
        .findFirst();
  }

  private void undecided(String why) {
    undecided.merge(undecided.size() < KINDS ? why : OTHERS, 1L, Long::sum);
  }

  private void compare(MessageId id, DecisionLine inForce, DecisionLine candidate) {
    if (inForce.outcome().equals(candidate.outcome())) {
      return;
    }
    different++;
    Kind kind = new Kind(words(inForce), words(candidate));
    if (kinds.size() < KINDS || kinds.containsKey(kind)) {
      Count count = kinds.computeIfAbsent(kind, k -> new Count());
      count.recipients++;
      if (count.examples.size() < EXAMPLES && !count.examples.contains(id.value())) {
        count.examples.add(id.value());
      }
    }
  }

  private static String words(DecisionLine line) {
    return line.outcome() + " (" + line.rule() + ")";
  }

  synchronized Report report() {
    List<Change> changes = new ArrayList<>();
    kinds.forEach((kind, count) ->
        changes.add(new Change(kind.inForce, kind.candidate, count.recipients, count.examples)));
    changes.sort(Comparator.comparingLong(Change::recipients).reversed());
    return new Report(
        messages, recipients, different, undecided, missed, changes, Optional.empty(), false);
  }
}
