package io.postern.core.queue;

import io.postern.core.model.Decision;
import io.postern.core.model.Discretion;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import io.postern.core.model.Rewriting;
import io.postern.core.store.NewDelivery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decisions for a message's recipients, grouped into deliveries: those that share next hop and
 * protections go together.
 */
public record Plan(List<NewDelivery> deliveries) {
  /** The queue of recipients for whom no protection was left. */
  public static final String UNPROTECTABLE = "unprotectable";

  public Plan {
    deliveries = List.copyOf(deliveries);
  }

  private record Key(
      String nextHop,
      List<Protection> protections,
      Optional<String> holdQueue,
      Optional<Reply> refusal,
      Rewriting rewriting,
      Discretion discretion) {}

  /**
   * @param decisions one per recipient, in the envelope's order
   */
  public static Plan of(List<Decision> decisions) {
    Map<Key, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < decisions.size(); i++) {
      groups.computeIfAbsent(keyOf(decisions.get(i)), k -> new ArrayList<>()).add(i);
    }
    List<NewDelivery> deliveries = new ArrayList<>();
    groups.forEach((key, positions) ->
        deliveries.add(
            new NewDelivery(
                key.nextHop,
                positions,
                key.protections,
                key.holdQueue,
                key.refusal,
                key.rewriting,
                key.discretion)));
    return new Plan(deliveries);
  }

  private static Key keyOf(Decision decision) {
    String nextHop = decision.recipient().mailbox().domain();
    Rewriting rewriting = decision.modifiers().rewriting();
    return switch (decision) {
      case Decision.Deliver d ->
          new Key(
              nextHop,
              d.inOrder(),
              Optional.empty(),
              Optional.empty(),
              rewriting,
              Discretion.of(d.inOrder()));
      case Decision.Hold h ->
          new Key(
              nextHop,
              h.released(),
              Optional.of(h.queue()),
              Optional.empty(),
              rewriting,
              new Discretion(h.terms(), h.released()));
      case Decision.Refuse r ->
          new Key(
              nextHop,
              List.of(),
              Optional.empty(),
              Optional.of(r.reply()),
              rewriting,
              Discretion.UNBOUND);
    };
  }
}
