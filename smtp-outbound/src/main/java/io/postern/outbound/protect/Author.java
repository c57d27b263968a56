package io.postern.outbound.protect;

import io.postern.core.model.Envelope;
import io.postern.core.model.Mailbox;
import io.postern.core.model.ReversePath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose signature a message may bear. Receivers compare the signer with From (RFC 8550 3), so it is
 * the author's key; but it is used only where the envelope, which the upstream answered for, names
 * the same domain. In any doubt the message goes unsigned.
 */
public final class Author {
  /** One mailbox with or without a display name; anything richer is not worth a wrong guess. */
  private static final Pattern ONE_MAILBOX =
      Pattern.compile(
          "(?:(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\"<>(),:;@]*)\\s*<([^\\s<>\"(),:;@]+@[^\\s<>\"(),:;@]+)>"
              + "|([^\\s<>\"(),:;@]+@[^\\s<>\"(),:;@]+))");

  /** Longer fields name more than one person, or mean to keep the pattern busy. */
  private static final int LONGEST = 512;

  private Author() {}

  /** The mailbox of a From field; empty where there are several or the field is unclear. */
  public static Optional<Mailbox> of(String from) {
    Matcher matcher = ONE_MAILBOX.matcher(from.strip());
    if (from.length() > LONGEST || !matcher.matches()) {
      return Optional.empty();
    }
    String address = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    boolean control = address.chars().anyMatch(c -> c < ' ' || c == 127);
    return control ? Optional.empty() : Optional.of(Mailbox.parse(address));
  }

  /** The author, where the envelope's sender is of the same domain. */
  static Optional<Mailbox> vouchedFor(Payload payload, Envelope envelope) {
    return switch (envelope.from()) {
      case ReversePath.Null none -> Optional.empty();
      case ReversePath.From sender ->
          payload.author().filter(author -> author.domain().equals(sender.mailbox().domain()));
    };
  }
}
