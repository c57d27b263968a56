package io.postern.policy.condition;

/**
 * Something that holds or does not hold for one recipient of one message. Immutable, safe for use
 * by many threads.
 */
public sealed interface Condition permits Combined, OfMessage, OfRecipient, Expressed {
  /**
   * Whether it holds.
   *
   * @throws Undecidable where that cannot be told
   */
  boolean holds(Facts facts);

  /**
   * Why it does not hold, in words without content of the message; asked only where it does not.
   */
  String unmet(Facts facts);

  /** Whether the recipient makes no difference to it. */
  boolean perMessage();
}
