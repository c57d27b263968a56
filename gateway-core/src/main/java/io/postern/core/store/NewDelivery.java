package io.postern.core.store;

import io.postern.core.model.Discretion;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.model.Rewriting;
import java.util.List;
import java.util.Optional;

/**
 * A delivery to be queued.
 *
 * @param holdQueue where given, it waits there for a person
 * @param refusal where given, it only produces the DSN
 * @param rewriting what changes in these recipients' copies
 * @param discretion what policy leaves to a person, once it is held
 */
public record NewDelivery(
    String nextHop,
    List<Integer> positions,
    List<Protection> protections,
    Optional<String> holdQueue,
    Optional<Reply> refusal,
    Rewriting rewriting,
    Discretion discretion) {
  public NewDelivery {
    positions = List.copyOf(positions);
    protections = List.copyOf(protections);
    if (positions.isEmpty()) {
      throw new IllegalArgumentException("a delivery has recipients");
    }
  }

  /** Whose share of the traffic it takes. */
  public String destination() {
    return Lease.destination(nextHop, protections, refusal);
  }

  /** What goes on after a lease, for some of its recipients. */
  public static NewDelivery queued(
      Lease lease, List<Integer> positions, List<Protection> protections) {
    return after(lease, positions, protections, Optional.empty(), lease.discretion());
  }

  /** What waits for a person after a lease, for some of its recipients. */
  public static NewDelivery held(
      Lease lease, List<Integer> positions, List<Protection> protections, String queue) {
    return after(
        lease, positions, protections, Optional.of(queue), lease.discretion().untilDecided());
  }

  private static NewDelivery after(
      Lease lease,
      List<Integer> positions,
      List<Protection> protections,
      Optional<String> holdQueue,
      Discretion discretion) {
    return new NewDelivery(
        lease.nextHop(),
        positions,
        protections,
        holdQueue,
        Optional.empty(),
        lease.rewriting(),
        discretion);
  }
}
