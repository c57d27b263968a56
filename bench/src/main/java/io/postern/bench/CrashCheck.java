package io.postern.bench;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Holds what the client was promised against what the receiver has and what the audit trail says.
 *
 * @param acknowledged name of each canary that was answered 250, and the id in that answer
 * @param taken how often the receiver took each canary, by name
 * @param damaged what the receiver took with another body than was sent
 * @param trail what the audit trail says
 */
record CrashCheck(
    Map<String, String> acknowledged, Map<String, Integer> taken, long damaged, Trail trail) {

  /**
   * The audit trail after the last round.
   *
   * @param intact whether {@code audit verify} found the chain whole
   * @param accepted ids of messages with an event {@code accepted}
   * @param delivered ids of messages with an event {@code delivered}
   */
  record Trail(boolean intact, Set<String> accepted, Set<String> delivered) {}

  /** Answered 250 and never delivered. */
  long lost() {
    return acknowledged.keySet().stream().filter(name -> !taken.containsKey(name)).count();
  }

  /** Copies beyond the first: the receiver had taken it, and our commit of that was not done. */
  int duplicated() {
    return taken.values().stream().mapToInt(times -> times - 1).sum();
  }

  /** Answered 250 without both events, acceptance and delivery, in the audit trail. */
  long unrecorded() {
    return acknowledged.values().stream()
        .filter(id -> !trail.accepted().contains(id) || !trail.delivered().contains(id))
        .count();
  }

  /** Nothing lost, nothing damaged, everything on record; false where nothing was tried. */
  boolean good() {
    return !acknowledged.isEmpty()
        && lost() == 0
        && damaged == 0
        && unrecorded() == 0
        && trail.intact();
  }

  /** One line of figures. */
  String figures(int rounds) {
    return String.format(
        Locale.ROOT,
        "lost=%d duplicated=%d rounds=%d acknowledged=%d damaged=%d unrecorded=%d audit=%s",
        lost(),
        duplicated(),
        rounds,
        acknowledged.size(),
        damaged,
        unrecorded(),
        trail.intact() ? "intact" : "BROKEN");
  }
}
