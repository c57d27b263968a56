package io.postern.core.model;

import java.time.Instant;
import java.util.List;

/**
 * What the checks of an upstream said of one message that claimed to come from it: what an admin
 * looks at while connecting a provider. Holds neither content nor secrets.
 *
 * @param upstream the upstream's name in the configuration
 * @param clientAddress the peer's IP address as text
 * @param code the refusal's short code; empty where the message was taken
 */
public record Sighting(
    String upstream, Instant at, String clientAddress, String code, List<Check> checks) {
  public Sighting {
    checks = List.copyOf(checks);
  }

  /** True where every check that was demanded passed. */
  public boolean accepted() {
    return code.isEmpty();
  }

  /**
   * One check.
   *
   * @param name such as {@code tenant-id}; a constant of the program
   * @param detail for people: what was seen and what was expected, never a secret or an address of
   *     a person
   */
  public record Check(String name, Result result, String detail) {}

  /** How a check ended. */
  public enum Result {
    PASSED,
    FAILED,
    /** Not demanded, or not reached because an earlier one failed. */
    SKIPPED
  }
}
