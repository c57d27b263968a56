package io.postern.outbound.discover;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a search for a recipient's key came to, with its decision log.
 *
 * @param result what it means for the delivery
 * @param steps in the order in which they were taken; empty where nobody was asked
 */
public record Search(Result result, List<Step> steps) {
  /** How it ended. */
  public enum Result {
    /** The administrator wants no search for this recipient. */
    OFF,
    /** The directory has a key, or an administrator's word, that leaves nothing to look for. */
    NOT_NEEDED,
    /** There is a key now, or the one that there was is confirmed. */
    FOUND,
    /** The source of the key in use does not answer; the key counts for some time more. */
    KEPT,
    /** Every source that should have been asked said no. */
    NOTHING,
    /** Nothing was found, and a source did not answer. */
    FAILED
  }

  public Search {
    steps = List.copyOf(steps);
  }

  static Search without(Result result) {
    return new Search(result, List.of());
  }

  /** The log in one line, for audit events; empty where nobody was asked. */
  public String summary() {
    return steps.stream().map(Step::line).collect(Collectors.joining("; "));
  }
}
