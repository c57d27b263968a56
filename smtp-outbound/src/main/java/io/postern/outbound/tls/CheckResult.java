package io.postern.outbound.tls;

import io.postern.core.tlsrpt.TlsFault;

/** What came of checking a chain. */
sealed interface CheckResult {
  /**
   * It passed.
   *
   * @param evidence for the proof, as in {@code dane: 3 1 1 ab... at _25._tcp.mx.example.org}
   */
  record Passed(String evidence) implements CheckResult {}

  /** It did not. */
  record Objection(TlsFault fault, String why) implements CheckResult {}
}
