package io.postern.core.mode;

import java.time.Instant;
import java.util.Optional;

/**
 * What is switched how, as the store has it.
 *
 * @param chosen what a person switched to; empty where the configuration counts
 * @param tripped the circuit breaker's last words where it stopped all mail
 */
public record Position(Optional<Switched> chosen, Optional<Switched> tripped) {
  /** Nobody switched and nothing tripped. */
  public static final Position UNTOUCHED = new Position(Optional.empty(), Optional.empty());

  /**
   * A switch that was set.
   *
   * @param to the mode, or why the breaker tripped
   * @param by a person, or the node whose breaker it was
   */
  public record Switched(String to, Instant at, String by) {}
}
