package io.postern.outbound.dsn;

import io.postern.core.model.EnhancedCode;
import io.postern.core.model.Reply;
import java.util.Optional;

/** What a status means for the person who sent the message (RFC 3463 3). */
final class Explanation {
  private Explanation() {}

  /** One or two sentences: what happened and what to do. */
  static String of(Reply reply) {
    Optional<EnhancedCode> code = reply.enhanced();
    return code.map(c -> c.subject() + "." + c.detail())
        .flatMap(Explanation::exact)
        .or(() -> code.flatMap(c -> bySubject(c.subject())))
        .orElse("The receiving side gave the reason below. Ask the recipient by another way.");
  }

  private static Optional<String> exact(String detail) {
    return Optional.ofNullable(
        switch (detail) {
          case "1.1" -> "There is no such mailbox. Check the part before the @.";
          case "1.2", "4.4" -> "There is no such mail domain. Check the part after the @.";
          case "1.10" -> "This domain takes no mail at all. Ask for another address.";
          case "2.2" -> "The mailbox is full. Ask the recipient to make room, then send again.";
          case "3.4" -> "The message is too large for the receiving side. Send it in parts.";
          case "4.6", "6.0" ->
              "The mail systems send messages in circles. Tell your administrator.";
          case "4.7" -> "The receiving side could not be reached in time. Try again later.";
          case "6.7" -> "The receiving side cannot handle this kind of address. Ask for another.";
          case "7.30" ->
              "The message asks for secure transport, which the receiving side does not offer.";
          default -> null;
        });
  }

  private static Optional<String> bySubject(int subject) {
    return Optional.ofNullable(
        switch (subject) {
          case 1 -> "The address was not accepted. Check it and send again.";
          case 2 -> "The mailbox cannot take the message now. Ask the recipient.";
          case 3, 4 -> "The receiving mail system or the way to it has a problem. Try later.";
          case 7 -> "A security rule forbids the delivery. Ask your administrator.";
          default -> null;
        });
  }
}
