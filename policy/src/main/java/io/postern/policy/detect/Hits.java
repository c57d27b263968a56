package io.postern.policy.detect;

import java.util.HashSet;
import java.util.Set;

/** What one rule found in a message. For one thread. */
final class Hits {
  private static final int MOST_KNOWN = 4096;

  private final int needed;
  private final Set<Long> values = new HashSet<>();
  private int more;
  private boolean inSubject;

  /** The best so far, near health and wherever it stood. */
  double linked;

  double anywhere;

  /**
   * @param needed from how many different values on they count
   */
  Hits(int needed) {
    this.needed = needed;
  }

  void add(long value, boolean subject) {
    inSubject |= subject;
    if (values.size() < MOST_KNOWN) {
      values.add(value);
    } else if (!values.contains(value)) {
      more++; // nobody can tell them apart any more: rather too many than too few
    }
  }

  boolean enough() {
    return values.size() >= needed;
  }

  int count() {
    return enough() ? values.size() + more : 0;
  }

  boolean inSubject() {
    return enough() && inSubject;
  }
}
