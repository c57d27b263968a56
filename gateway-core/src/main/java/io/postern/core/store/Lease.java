package io.postern.core.store;

import io.postern.core.model.Discretion;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.model.Rewriting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One delivery in the hands of one worker.
 *
 * @param number which delivery of the message, from 0
 * @param positions of its recipients in the envelope
 * @param protections still open to them, best first; empty only where {@code refusal} is given
 * @param refusal the reply where policy refused these recipients of an accepted message
 * @param discretion what policy leaves to a person, should it be held
 * @param attempts made before this one
 * @param lastReply of the attempt before; empty where there was none
 * @param rewriting what changes in these recipients' copies
 * @param token tells this lease from a later one of the same delivery
 */
public record Lease(
    Envelope envelope,
    int number,
    String nextHop,
    List<Integer> positions,
    List<Protection> protections,
    Optional<Reply> refusal,
    Discretion discretion,
    int attempts,
    Instant expiresAt,
    boolean warned,
    Optional<String> lastReply,
    Rewriting rewriting,
    long token) {
  /** The destination of what asks no other host: the portal's, and refusals. */
  public static final String LOCAL = "@local";

  public Lease {
    positions = List.copyOf(positions);
    protections = List.copyOf(protections);
  }

  public MessageId message() {
    return envelope.id();
  }

  /** Whose share of the traffic it takes: its next hop's, or that of {@link #LOCAL}. */
  public String destination() {
    return destination(nextHop, protections, refusal);
  }

  static String destination(String nextHop, List<Protection> protections, Optional<Reply> refusal) {
    boolean portal =
        !protections.isEmpty() && protections.getFirst() instanceof Protection.PortalPickup;
    return portal || refusal.isPresent() ? LOCAL : nextHop;
  }

  /** The recipients, in the order of the positions. */
  public List<Recipient> recipients() {
    return positions.stream().map(envelope.to()::get).toList();
  }
}
