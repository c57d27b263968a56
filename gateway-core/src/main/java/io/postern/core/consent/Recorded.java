package io.postern.core.consent;

import java.time.Instant;
import java.util.Optional;

/**
 * A consent in the register.
 *
 * @param at when it was recorded
 * @param by who recorded it
 * @param withdrawal what ends it
 */
public record Recorded(Consent consent, Instant at, String by, Optional<Withdrawal> withdrawal) {
  /** When it was taken back, and who recorded that. */
  public record Withdrawal(Instant at, String by) {}

  /** Where a consent stands at a moment. */
  public enum State {
    IN_FORCE,
    NOT_YET,
    EXPIRED,
    WITHDRAWN
  }

  /** Where it stands at that moment. */
  public State state(Instant at) {
    if (withdrawal.filter(w -> !w.at().isAfter(at)).isPresent()) {
      return State.WITHDRAWN;
    } else if (consent.expires().filter(e -> !e.isAfter(at)).isPresent()) {
      return State.EXPIRED;
    }
    return consent.given().isAfter(at) ? State.NOT_YET : State.IN_FORCE;
  }
}
