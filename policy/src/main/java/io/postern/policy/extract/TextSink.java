package io.postern.policy.extract;

/** Takes the text of a message piece by piece. For one thread. */
@FunctionalInterface
public interface TextSink {
  /**
   * @param text valid during the call only; the characters are reused afterwards
   */
  void text(PartText text);
}
