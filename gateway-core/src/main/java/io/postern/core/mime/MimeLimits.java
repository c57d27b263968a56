package io.postern.core.mime;

import java.time.Duration;

/**
 * How far a message is followed; beyond it reading stops with an {@link Ambiguity}.
 *
 * @param depth deepest nesting of multiparts and messages, 1 or more
 * @param parts most entities, 1 or more
 * @param headerBytes longest single header field in bytes
 * @param time in which a message is read, with what its visitor does; looked at between two steps,
 *     positive
 */
public record MimeLimits(int depth, int parts, int headerBytes, Duration time) {
  /** Far beyond honest mail, far below what would hurt. */
  public static final MimeLimits DEFAULT =
      new MimeLimits(20, 1000, 256 * 1024, Duration.ofMinutes(1));

  public MimeLimits {
    if (depth < 1 || parts < 1 || headerBytes < 1 || !time.isPositive()) {
      throw new IllegalArgumentException("limits are positive");
    }
  }
}
