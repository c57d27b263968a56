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

/** Counts how decisions differ. Thread-safe; bounded, whatever comes. */
final class Differences {
  private static final int EXAMPLES = 5;

  /** Ways to differ that are told apart; the rest is counted as different and not listed. */
  private static final int KINDS = 200;

  private final Map<Kind, Count> kinds = new LinkedHashMap<>();
  private long messages;
  private long recipients;
  private long different;
  private long undecided;
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
      if (isUndecided(candidate.get(i))) {
        undecided++;
      } else {
        compare(id, inForce.get(i), DecisionLine.of(candidate.get(i)));
      }
    }
  }

  /** One that was not compared. */
  synchronized void missed() {
    missed++;
  }

  /** One for whom it cannot be told. */
  synchronized void undecided(int recipients) {
    messages++;
    this.recipients += recipients;
    undecided += recipients;
  }

  private static boolean isUndecided(Decision decision) {
    return decision.reasons().because().contains(MessageFacts.NO_HEADER);
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
