package io.postern.core.model;

import java.util.List;

/**
 * What policy leaves to a person about one delivery, once it is held. It goes with the delivery
 * from protection to protection.
 *
 * @param terms under which it is held
 * @param allowed every protection that policy allowed, those tried in vain included; none where it
 *     named none
 */
public record Discretion(HoldTerms terms, List<Protection> allowed) {
  /** Where policy was not asked or said nothing. */
  public static final Discretion UNBOUND = new Discretion(HoldTerms.UNTIL_DECIDED, List.of());

  public Discretion {
    allowed = List.copyOf(allowed);
  }

  /** Of a delivery that policy did not hold. */
  public static Discretion of(List<Protection> allowed) {
    return new Discretion(HoldTerms.UNTIL_DECIDED, allowed);
  }

  /**
   * For a hold that policy did not ask for, as where no protection was left: who may release it
   * stays, and nothing ends by itself.
   */
  public Discretion untilDecided() {
    return new Discretion(terms.untilDecided(), allowed);
  }
}
