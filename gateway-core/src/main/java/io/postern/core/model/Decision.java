package io.postern.core.model;

import java.util.List;

/** What policy says about one recipient of one message. */
public sealed interface Decision {
  Recipient recipient();

  Reasons reasons();

  /**
   * Deliver with the first of these protections that the world allows at the moment of delivery.
   */
  record Deliver(Recipient recipient, List<Protection> inOrder, Reasons reasons)
      implements Decision {
    public Deliver {
      inOrder = List.copyOf(inOrder);
      if (inOrder.isEmpty()) {
        throw new IllegalArgumentException("a delivery needs at least one protection");
      }
    }
  }

  /**
   * Keep it until a person decides.
   *
   * @param released how it is delivered where the person lets it go on without naming a way; empty
   *     where one has to be named
   */
  record Hold(Recipient recipient, String queue, Reasons reasons, List<Protection> released)
      implements Decision {
    public Hold {
      released = List.copyOf(released);
    }

    public Hold(Recipient recipient, String queue, Reasons reasons) {
      this(recipient, queue, reasons, List.of());
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
  }
}
