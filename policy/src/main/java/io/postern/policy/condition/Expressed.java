package io.postern.policy.condition;

import java.util.Optional;

/**
 * A condition in CEL.
 *
 * @param text as it is written
 * @param constant what it is of every message, where that can be told without one
 */
public record Expressed(String text, Needs needs, Optional<Boolean> constant, Program program)
    implements Condition {
  /** What it asks for, besides what is kept of every message. */
  public record Needs(boolean recipient, boolean header) {}

  /** A compiled expression. Safe for use by many threads. */
  @FunctionalInterface
  public interface Program {
    /**
     * @throws Undecidable where it fails or costs too much
     */
    boolean holds(Facts facts);
  }

  @Override
  public boolean perMessage() {
    return !needs.recipient();
  }

  @Override
  public boolean holds(Facts facts) {
    return program.holds(facts);
  }

  @Override
  public String unmet(Facts facts) {
    return "the expression is false: " + text;
  }
}
