package io.postern.bench;

/** The policy of a measurement: everything is screened, and then goes the same way. */
final class BenchPolicy {
  private BenchPolicy() {}

  static String text(boolean verifiedTls) {
    return """
    rules:
      - name: load
        %s
    """
        .formatted(verifiedTls ? "protect: [tls]" : "deliver: opportunistic");
  }
}
