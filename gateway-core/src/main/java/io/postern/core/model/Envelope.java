package io.postern.core.model;

import java.time.Instant;
import java.util.List;

/** What SMTP said about one message, apart from its content. */
public record Envelope(
    MessageId id,
    Upstream upstream,
    ReversePath from,
    List<Recipient> to,
    Instant receivedAt,
    EsmtpOptions options) {
  public Envelope {
    to = List.copyOf(to);
    if (to.isEmpty()) {
      throw new IllegalArgumentException("an envelope has at least one recipient");
    }
  }

  /** The same with other parameters of MAIL FROM. */
  public Envelope with(EsmtpOptions other) {
    return new Envelope(id, upstream, from, to, receivedAt, other);
  }
}
