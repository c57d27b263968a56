package io.postern.policy.shadow;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How other policies would have decided. Holds no content.
 *
 * @param messages that were compared
 * @param recipients of them, each with a decision of its own
 * @param different how many would be treated differently
 * @param undecided for how many recipients it cannot be told, by the rule and what it asks that is
 *     not kept
 * @param missed messages that came too fast to be compared, or whose facts cannot be read
 * @param changes most frequent first
 * @param problem why nothing is compared
 * @param ended whether nothing is added any more
 */
public record Report(
    long messages,
    long recipients,
    long different,
    Map<String, Long> undecided,
    long missed,
    List<Change> changes,
    Optional<String> problem,
    boolean ended) {
  public Report {
    changes = List.copyOf(changes);
    undecided = Collections.unmodifiableMap(new TreeMap<>(undecided));
  }

  /** For how many recipients it cannot be told. */
  public long undecidedRecipients() {
    return undecided.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether all of them would certainly be treated the same. */
  public boolean same() {
    return different == 0 && missed == 0 && undecided.isEmpty() && problem.isEmpty();
  }

  /**
   * One way in which decisions differ.
   *
   * @param inForce what the policies in force decided, and by which rule
   * @param candidate the same of the other policies
   * @param recipients how many
   * @param examples ids of messages
   */
  public record Change(String inForce, String candidate, long recipients, List<String> examples) {
    public Change {
      examples = List.copyOf(examples);
    }
  }

  static Report failed(String problem) {
    return new Report(0, 0, 0, Map.of(), 0, List.of(), Optional.of(problem), false);
  }

  Report asEnded() {
    return new Report(messages, recipients, different, undecided, missed, changes, problem, true);
  }
}
