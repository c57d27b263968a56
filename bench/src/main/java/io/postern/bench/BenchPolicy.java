package io.postern.bench;

/** The policy of a measurement: everything is screened, and then goes the same way. */
final class BenchPolicy {
  private BenchPolicy() {}

  /** Everything is screened and then kept. */
  static String hold() {
    return """
    rules:
      - name: load
        hold: {queue: bench}
    """;
  }

  static String text(boolean verifiedTls) {
    return """
    rules:
      - name: load
        %s
    """
        .formatted(verifiedTls ? "protect: [tls]" : "deliver: opportunistic");
  }
}
