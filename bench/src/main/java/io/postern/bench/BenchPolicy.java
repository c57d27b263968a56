package io.postern.bench;

/** The policy of a measurement: everything is screened, whatever comes of it. */
final class BenchPolicy {
  private BenchPolicy() {}

  static String text(boolean verifiedTls) {
    return verifiedTls ? "tls" : "opportunistic";
  }
}
