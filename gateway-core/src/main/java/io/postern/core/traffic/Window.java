package io.postern.core.traffic;

/**
 * How many deliveries one destination may have at once: Postfix's scheduler (SCHEDULER_README) with
 * feedback of 1/concurrency either way and a hysteresis of 1. Growth comes at the end of a round of
 * as many successes as the window is wide, shrinking at the beginning of such a round of failures.
 * Not thread-safe.
 */
final class Window {
  private final Shape shape;
  private int size;
  private double success;
  private double failure;
  private double failedCohorts;

  Window(Shape shape) {
    this.shape = shape;
    this.size = shape.initial();
  }

  int size() {
    return size;
  }

  /** True where it is as it was at the beginning. */
  boolean isFresh() {
    return size == shape.initial() && failedCohorts == 0;
  }

  /**
   * A host was there and did its work.
   *
   * @param running deliveries now, this one among them
   */
  void good(int running) {
    failedCohorts = 0;
    // A window far wider than what is used would take long to shrink when it must.
    if (size >= shape.limit() || size >= running + shape.initial()) {
      return;
    }
    double feedback = 1.0 / size;
    success += feedback;
    while (success + feedback / 2 >= 1 && size < shape.limit()) {
      size++;
      success--;
      failure = 0;
    }
  }

  /**
   * No host was there; true where that makes the destination count as dead, after as many failures
   * in a row as fill {@link Shape#failedCohorts} windows.
   */
  boolean bad() {
    failedCohorts += 1.0 / size;
    if (shape.failedCohorts() > 0 && failedCohorts + 1e-9 >= shape.failedCohorts()) {
      return true;
    }
    double feedback = 1.0 / size;
    failure -= feedback;
    while (failure - feedback / 2 < 0) {
      size--;
      success = 0;
      failure++;
    }
    size = Math.max(1, size);
    return false;
  }

  /** The host asked for less, which is said more plainly than a failure: half of it. */
  void halve() {
    size = Math.max(1, size / 2);
    success = 0;
    failure = 0;
  }

  /** After a pause one delivery finds out whether anybody is there again. */
  void probe() {
    size = 1;
    success = 0;
    failure = 0;
    failedCohorts = 0;
  }
}
