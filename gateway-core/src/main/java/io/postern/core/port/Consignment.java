package io.postern.core.port;

import io.postern.core.model.Envelope;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Rewriting;
import java.util.List;

/**
 * One delivery as handed to the courier: recipients of one message that share the next hop and the
 * protection.
 *
 * @param envelope the whole envelope as it was accepted; deliver only to {@code recipients}
 * @param nextHop the recipients' domain, or an address literal in brackets
 * @param content the message as it will leave: our Received header on top, the rest byte for byte
 *     as it came
 * @param attempt 1 for the first
 * @param rewriting what policy wants changed in it
 */
public record Consignment(
    Envelope envelope,
    List<Recipient> recipients,
    String nextHop,
    Protection protection,
    Content content,
    int attempt,
    Rewriting rewriting) {
  public Consignment {
    recipients = List.copyOf(recipients);
  }

  /** Without changes. */
  public Consignment(
      Envelope envelope,
      List<Recipient> recipients,
      String nextHop,
      Protection protection,
      Content content,
      int attempt) {
    this(envelope, recipients, nextHop, protection, content, attempt, Rewriting.NONE);
  }
}
