package io.postern.core.model;

/** The MAIL FROM path of RFC 5321 4.1.1.2: an address, or nothing for notifications. */
public sealed interface ReversePath {
  /** {@code <>}: a notification, which must never be answered with another one (RFC 5321 6.1). */
  record Null() implements ReversePath {
    @Override
    public String toString() {
      return "";
    }
  }

  /** An address that takes delivery status notifications. */
  record From(Mailbox mailbox) implements ReversePath {
    @Override
    public String toString() {
      return mailbox.address();
    }
  }

  /** Reads the text between the angle brackets; empty is the null path. */
  static ReversePath of(String address) {
    return address.isEmpty() ? new Null() : new From(Mailbox.parse(address));
  }
}
