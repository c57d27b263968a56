package io.postern.core.traffic;

import java.time.Duration;

/**
 * What one destination may get.
 *
 * @param initial deliveries at once to begin with, 1 to {@code limit}
 * @param limit deliveries at once at most
 * @param failedCohorts so many windows of failures in a row make it dead; 0 for never
 * @param suspend how long nothing is tried then
 * @param suspendLongest what that doubles up to while nobody is there
 * @param perMinute deliveries begun in a minute; 0 for any number
 */
public record Shape(
    int initial,
    int limit,
    double failedCohorts,
    Duration suspend,
    Duration suspendLongest,
    int perMinute) {
  public Shape {
    if (initial < 1 || limit < initial) {
      throw new IllegalArgumentException("initial is 1 to limit");
    }
  }
}
