package io.postern.outbound.route;

/** What came of trying out whether signatures are told from forgeries. */
sealed interface Trial {
  /** They are. */
  record Passed() implements Trial {}

  /** Nobody answered, which says nothing. */
  record Silent() implements Trial {}

  /**
   * What is signed could not be proved: signatures get lost on the way, or the resolver fails just
   * now. The two look alike.
   */
  record Failing(String why) implements Trial {}

  /** What should have been proved or held back came through without a proof. */
  record Disproved(String why) implements Trial {}
}
