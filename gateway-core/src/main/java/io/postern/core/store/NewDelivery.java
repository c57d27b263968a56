package io.postern.core.store;

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
 */
public record NewDelivery(
    String nextHop,
    List<Integer> positions,
    List<Protection> protections,
    Optional<String> holdQueue,
    Optional<Reply> refusal,
    Rewriting rewriting) {
  public NewDelivery {
    positions = List.copyOf(positions);
    protections = List.copyOf(protections);
    if (positions.isEmpty()) {
      throw new IllegalArgumentException("a delivery has recipients");
    }
  }

  /** Without changes to the copies. */
  public NewDelivery(
      String nextHop,
      List<Integer> positions,
      List<Protection> protections,
      Optional<String> holdQueue,
      Optional<Reply> refusal) {
    this(nextHop, positions, protections, holdQueue, refusal, Rewriting.NONE);
  }

  /** What goes on after a lease, for some of its recipients. */
  public static NewDelivery queued(
      Lease lease, List<Integer> positions, List<Protection> protections) {
    return after(lease, positions, protections, Optional.empty());
  }

  /** What waits for a person after a lease, for some of its recipients. */
  public static NewDelivery held(
      Lease lease, List<Integer> positions, List<Protection> protections, String queue) {
    return after(lease, positions, protections, Optional.of(queue));
  }

  private static NewDelivery after(
      Lease lease,
      List<Integer> positions,
      List<Protection> protections,
      Optional<String> holdQueue) {
    return new NewDelivery(
        lease.nextHop(), positions, protections, holdQueue, Optional.empty(), lease.rewriting());
  }
}
