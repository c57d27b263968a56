package io.postern.core.model;

import java.util.List;

/** What policy says about one recipient of one message. */
public sealed interface Decision {
  Recipient recipient();

  Reasons reasons();

  /** What is done besides. */
  Modifiers modifiers();

  /**
   * Deliver with the first of these protections that the world allows at the moment of delivery.
   */
  record Deliver(
      Recipient recipient, List<Protection> inOrder, Reasons reasons, Modifiers modifiers)
      implements Decision {
    public Deliver {
      inOrder = List.copyOf(inOrder);
      if (inOrder.isEmpty()) {
        throw new IllegalArgumentException("a delivery needs at least one protection");
      }
    }

    public Deliver(Recipient recipient, List<Protection> inOrder, Reasons reasons) {
      this(recipient, inOrder, reasons, Modifiers.NONE);
    }
  }

  /**
   * Keep it until a person decides.
   *
   * @param released how it is delivered where it goes on without another way being named; empty
   *     where one has to be named
   */
  record Hold(
      Recipient recipient,
      String queue,
      Reasons reasons,
      List<Protection> released,
      HoldTerms terms,
      Modifiers modifiers)
      implements Decision {
    public Hold {
      released = List.copyOf(released);
      if (released.isEmpty() && terms.end() == HoldTerms.End.RELEASE) {
        throw new IllegalArgumentException("nothing goes on by itself without a protection");
      }
    }

    public Hold(Recipient recipient, String queue, Reasons reasons) {
      this(recipient, queue, reasons, List.of());
    }

    public Hold(Recipient recipient, String queue, Reasons reasons, List<Protection> released) {
      this(recipient, queue, reasons, released, HoldTerms.UNTIL_DECIDED, Modifiers.NONE);
    }
  }

  /**
   * Do not take it: the reply goes to the upstream where all recipients are refused, else a DSN.
   */
  record Refuse(Recipient recipient, Reply reply, Reasons reasons) implements Decision {
    public Refuse {
      if (!reply.permanent()) {
        throw new IllegalArgumentException("a refusal is permanent (5xx)");
      }
    }

    /** The reply says it all. */
    @Override
    public Modifiers modifiers() {
      return Modifiers.NONE;
    }
  }
}
