package io.postern.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing to measure.
 *
 * @param many whether each session sends all of its messages, or one for each connection
 * @param messages in all
 */
record AcceptCell(int size, int sessions, boolean many, boolean tls, int messages) {
  private static final int LARGE = 102_400;

  /**
   * 10 kB and 100 kB, 1, 20 and 200 sessions, one and many per connection, with TLS and without.
   */
  static List<AcceptCell> all(int messages) {
    List<AcceptCell> cells = new ArrayList<>();
    for (boolean tls : List.of(false, true)) {
      for (int size : List.of(10_240, LARGE)) {
        for (int sessions : List.of(1, 20, 200)) {
          for (boolean many : List.of(false, true)) {
            int fewer = (sessions == 1 ? 4 : 1) * (size == LARGE ? 4 : 1) * (tls && !many ? 2 : 1);
            cells.add(
                new AcceptCell(size, sessions, many, tls, Math.max(sessions, messages / fewer)));
          }
        }
      }
    }
    return cells;
  }

  /** The same with another number of messages, at least one for each session. */
  AcceptCell of(int otherMessages) {
    return new AcceptCell(size, sessions, many, tls, Math.max(sessions, otherMessages));
  }

  /** How its lines begin. */
  String name() {
    return "size=%d sessions=%d per_connection=%s tls=%s"
        .formatted(size, sessions, many ? "many" : "one", tls ? "on" : "off");
  }
}
