package io.postern.policy.condition;

/**
 * A condition in CEL.
 *
 * @param text as it is written
 */
public record Expressed(String text, boolean perMessage, Program program) implements Condition {
  /** A compiled expression. Safe for use by many threads. */
  @FunctionalInterface
  public interface Program {
    /**
     * @throws Undecidable where it fails or costs too much
     */
    boolean holds(Facts facts);
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
