package io.postern.policy.detect;

import java.util.Arrays;

/** Places in a text, in order. For one thread. */
final class Marks {
  int[] start = new int[64];
  int[] end = new int[64];

  /** A term's index, a count of digits, or whatever else the marks are about. */
  int[] what = new int[64];

  int size;

  void add(int from, int to, int value) {
    if (size == start.length) {
      start = Arrays.copyOf(start, size * 2);
      end = Arrays.copyOf(end, size * 2);
      what = Arrays.copyOf(what, size * 2);
    }
    start[size] = from;
    end[size] = to;
    what[size++] = value;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  /** The index of the first mark that starts at or after a place; {@code size} where none. */
  int atOrAfter(int place) {
    int i = Arrays.binarySearch(start, 0, size, place);
    if (i < 0) {
      return -i - 1;
    }
    while (i > 0 && start[i - 1] == place) {
      i--;
    }
    return i;
  }
}
