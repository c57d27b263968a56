package io.postern.core.store;

import io.postern.config.Json;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An envelope as the store keeps it: JSON with addresses as text. */
final class EnvelopeText {
  private record Stored(
      String id,
      Upstream upstream,
      String from,
      List<StoredRecipient> to,
      long receivedAt,
      EsmtpOptions options) {}

  private record StoredRecipient(
      String address,
      Set<Recipient.Notify> notifyOn,
      Optional<String> original,
      Optional<Boolean> copied) {}

  private EnvelopeText() {}

  static String format(Envelope e) {
    return Json.write(
        new Stored(
            e.id().value(),
            e.upstream(),
            e.from().toString(),
            e.to().stream().map(EnvelopeText::stored).toList(),
            e.receivedAt().toEpochMilli(),
            e.options()));
  }

  static Envelope parse(String json) {
    Stored s = Json.read(json, Stored.class);
    return new Envelope(
        new MessageId(s.id),
        s.upstream,
        ReversePath.of(s.from),
        s.to.stream().map(EnvelopeText::recipient).toList(),
        Instant.ofEpochMilli(s.receivedAt),
        s.options);
  }

  private static StoredRecipient stored(Recipient r) {
    return new StoredRecipient(
        r.mailbox().address(),
        new TreeSet<>(r.notifyOn()),
        r.originalRecipient(),
        Optional.of(r.copied()));
  }

  private static Recipient recipient(StoredRecipient r) {
    return new Recipient(Mailbox.parse(r.address), r.notifyOn, r.original, r.copied.orElse(false));
  }
}
