package io.postern.policy.condition;

import io.postern.core.model.Recipient;

/**
 * All that a rule can ask about one recipient of one message. It holds no other recipient, so no
 * decision can depend on one.
 *
 * @param address the recipient's, in lower case and with no more quotes than it needs
 * @param domain the recipient's, in lower case
 */
public record Facts(MessageFacts message, Recipient recipient, String address, String domain) {
  private static final Recipient NOBODY = Recipient.of("nobody@invalid");

  public static Facts of(MessageFacts message, Recipient recipient) {
    return new Facts(
        message, recipient, recipient.mailbox().inLowerCase(), recipient.mailbox().domain());
  }

  /** For what the recipient makes no difference to; RFC 6761 6.4: nobody has such an address. */
  public static Facts ofMessage(MessageFacts message) {
    return of(message, NOBODY);
  }
}
