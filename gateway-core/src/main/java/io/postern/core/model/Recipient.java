package io.postern.core.model;

import java.util.Optional;
import java.util.Set;

/**
 * One RCPT TO with its DSN wishes (RFC 3461 4.1, 4.2).
 *
 * @param notifyOn empty when the client gave no NOTIFY, which means FAILURE and, at our choice,
 *     DELAY
 * @param originalRecipient the ORCPT value exactly as given (type;xtext)
 * @param copied whether policy added it, as an archive, and no client named it
 */
public record Recipient(
    Mailbox mailbox, Set<Notify> notifyOn, Optional<String> originalRecipient, boolean copied) {
  /** When the sender wants to hear about this recipient. */
  public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
  }

  public Recipient {
    notifyOn = Set.copyOf(notifyOn);
  }

  /** One that a client named. */
  public Recipient(Mailbox mailbox, Set<Notify> notifyOn, Optional<String> originalRecipient) {
    this(mailbox, notifyOn, originalRecipient, false);
  }

  /** One of which the sender hears nothing. */
  public static Recipient blindCopy(Mailbox mailbox) {
    return new Recipient(mailbox, Set.of(Notify.NEVER), Optional.empty(), true);
  }

  /** A recipient without DSN parameters. */
  public static Recipient of(Mailbox mailbox) {
    return new Recipient(mailbox, Set.of(), Optional.empty());
  }

  /** A recipient without DSN parameters. */
  public static Recipient of(String address) {
    return of(Mailbox.parse(address));
  }

  /** True unless the sender asked not to be told of failures. */
  public boolean wantsFailureNotice() {
    return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
  }

  /** True unless the sender asked not to be told of delays. */
  public boolean wantsDelayNotice() {
    return notifyOn.isEmpty() || notifyOn.contains(Notify.DELAY);
  }
}
