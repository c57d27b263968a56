package io.postern.policy.condition;

import io.postern.core.port.Consents;
import java.util.Locale;
import java.util.Set;

/** What is asked of the recipient. */
public sealed interface OfRecipient extends Condition {
  @Override
  default boolean perMessage() {
    return false;
  }

  /** The recipient's address. */
  record Address(Names names) implements OfRecipient {
    @Override
    public boolean holds(Facts facts) {
      return names.matches(facts.address());
    }

    @Override
    public String unmet(Facts facts) {
      return "recipient is none of " + names;
    }
  }

  /** The recipient's domain. */
  record Domain(Names names) implements OfRecipient {
    @Override
    public boolean holds(Facts facts) {
      return names.matches(facts.domain());
    }

    @Override
    public String unmet(Facts facts) {
      return "recipient_domain is none of " + names;
    }
  }

  /**
   * Which way the message goes to this recipient.
   *
   * @param own the organisation's domains, in lower case
   */
  record Towards(Set<Direction> wanted, Set<String> own) implements OfRecipient {
    @Override
    public boolean holds(Facts facts) {
      return wanted.contains(direction(facts));
    }

    private Direction direction(Facts facts) {
      if (!own.contains(facts.domain())) {
        return Direction.OUTBOUND;
      }
      return own.contains(facts.message().senderDomain()) ? Direction.INTERNAL : Direction.INBOUND;
    }

    @Override
    public String unmet(Facts facts) {
      return "direction is " + direction(facts).name().toLowerCase(Locale.ROOT);
    }
  }

  /** The recipient's consent, as it stood when the message came. */
  record Consented(String scope, Consents register) implements OfRecipient {
    @Override
    public boolean holds(Facts facts) {
      try {
        return register.covers(facts.recipient().mailbox(), scope, facts.message().receivedAt());
      } catch (RuntimeException e) {
        throw new Undecidable("the register of consents cannot be asked");
      }
    }

    @Override
    public String unmet(Facts facts) {
      return "no consent in force for " + scope;
    }
  }
}
