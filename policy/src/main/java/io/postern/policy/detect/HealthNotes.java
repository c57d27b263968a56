package io.postern.policy.detect;

import java.util.Arrays;

/**
 * The health evidence of one text. What stands together counts: a long newsletter has some medical
 * words somewhere, a letter about a patient has many in one place. For one thread.
 */
final class HealthNotes {
  /** What lies within so many characters belongs together: about a page. */
  private static final int WINDOW = 3_000;

  /** Concepts share counters beyond this many, which at worst counts one too little. */
  private static final int COUNTERS = 1 << 14;

  /** And where there is little evidence, fewer are enough: so many for each piece. */
  private static final int COUNTERS_EACH = 1 << 8;

  private static final int INDEX_BITS = 24;

  private long[] places = new long[64];
  private long[] concepts = new long[64];
  private double[] weights = new double[64];
  private String[] rules = new String[64];
  private int[] ends = new int[64];
  private int size;

  /**
   * One piece of evidence.
   *
   * @param concept equal for what means the same
   */
  void add(int start, int end, long concept, double weight, String rule) {
    if (size >> INDEX_BITS != 0) {
      return;
    }
    if (size == places.length) {
      places = Arrays.copyOf(places, size * 2);
      concepts = Arrays.copyOf(concepts, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
      rules = Arrays.copyOf(rules, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    places[size] = (long) start << INDEX_BITS | size;
    concepts[size] = concept;
    weights[size] = weight;
    rules[size] = rule;
    ends[size++] = end;
  }

  /** Gives the evidence of the window that says most to the message. */
  void report(PartView view) {
    int from = 0;
    int to = size;
    if (view.length() > WINDOW && size > 0) {
      Arrays.sort(places, 0, size);
      long window = best();
      from = (int) (window >>> 32);
      to = (int) window;
    }
    for (int i = from; i < to; i++) {
      report(view, i);
    }
  }

  private void report(PartView view, int i) {
    int n = index(i);
    int start = place(i);
    boolean first = view.evidence().health(concepts[n], weights[n]);
    if (weights[n] < HealthRules.TELLING) {
      return;
    }
    view.evidence().telling(rules[n], concepts[n], view.part.part());
    if (first) {
      view.evidence().add(() -> view.healthFinding(rules[n], start, ends[n], weights[n]));
    }
  }

  /** The first and the last plus one of the notes within the best window, as halves of a long. */
  private long best() {
    int[] counts = new int[Math.min(Integer.highestOneBit(size | 1) * COUNTERS_EACH, COUNTERS)];
    double sum = 0;
    double most = -1;
    long found = 0;
    int from = 0;
    for (int to = 0; to < size; to++) {
      int last = index(to);
      sum += counts[counter(last, counts)]++ == 0 ? weights[last] : 0;
      while (place(to) - place(from) > WINDOW) {
        int first = index(from++);
        sum -= --counts[counter(first, counts)] == 0 ? weights[first] : 0;
      }
      if (sum > most) {
        most = sum;
        found = (long) from << 32 | (to + 1);
      }
    }
    return found;
  }

  private int place(int i) {
    return (int) (places[i] >>> INDEX_BITS);
  }

  private int index(int i) {
    return (int) places[i] & (1 << INDEX_BITS) - 1;
  }

  private int counter(int index, int[] counts) {
    long c = concepts[index];
    return (int) (c ^ (c >>> 29)) & (counts.length - 1);
  }
}
