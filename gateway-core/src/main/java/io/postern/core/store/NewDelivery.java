package io.postern.core.store;

import io.postern.core.model.Discretion;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import java.util.List;
import java.util.Optional;

/**
 * A delivery to be queued.
 *
 * @param holdQueue where given, it waits there for a person
 * @param refusal where given, it only produces the DSN
 * @param discretion what policy leaves to a person, once it is held
 */
public record NewDelivery(
    String nextHop,
    List<Integer> positions,
    List<Protection> protections,
    Optional<String> holdQueue,
    Optional<Reply> refusal,
    Discretion discretion) {
  public NewDelivery {
    positions = List.copyOf(positions);
    protections = List.copyOf(protections);
    if (positions.isEmpty()) {
      throw new IllegalArgumentException("a delivery has recipients");
    }
  }

  public static NewDelivery queued(
      String nextHop,
      List<Integer> positions,
      List<Protection> protections,
      Discretion discretion) {
    return new NewDelivery(
        nextHop, positions, protections, Optional.empty(), Optional.empty(), discretion);
  }

  public static NewDelivery held(
      String nextHop,
      List<Integer> positions,
      List<Protection> protections,
      String queue,
      Discretion discretion) {
    return new NewDelivery(
        nextHop, positions, protections, Optional.of(queue), Optional.empty(), discretion);
  }
}
