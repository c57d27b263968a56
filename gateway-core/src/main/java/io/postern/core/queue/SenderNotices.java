package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Content;
import io.postern.core.port.Draft;
import io.postern.core.port.DsnWriter;
import io.postern.core.port.Intake;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a message's sender of failures, delays and (where asked) relays. A DSN is durable before
 * the settlement that records it: after a crash between the two the sender hears twice, never not
 * at all. Thread-safe.
 */
public final class SenderNotices {
  private static final Logger LOG = LoggerFactory.getLogger(SenderNotices.class);

  private final Intake intake;
  private final DsnWriter writer;
  private final InstantSource clock;
  private final String hostname;

  public SenderNotices(Intake intake, DsnWriter writer, InstantSource clock, String hostname) {
    this.intake = intake;
    this.writer = writer;
    this.clock = clock;
    this.hostname = hostname;
  }

  /** Sends what the settlement asks for and gives the events that record it. */
  List<AuditEvent> send(Envelope original, Content content, Settlement settlement) {
    List<AuditEvent> events = new ArrayList<>();
    send(original, content, DsnWriter.Action.FAILED, settlement.failed(), events);
    send(original, content, DsnWriter.Action.DELAYED, settlement.delayed(), events);
    send(original, content, DsnWriter.Action.RELAYED, settlement.relayed(), events);
    return events;
  }

  private void send(
      Envelope original,
      Content content,
      DsnWriter.Action action,
      List<DsnWriter.Status> statuses,
      List<AuditEvent> events) {
    if (statuses.isEmpty()) {
      return;
    }
    switch (original.from()) {
      // RFC 5321 6.1: never an answer to a notification.
      case ReversePath.Null n ->
          LOG.info("{}: {} for a message without return path", original.id(), action);
      case ReversePath.From from ->
          notice(original, content, action, statuses, Recipient.of(from.mailbox()))
              .ifPresent(notice ->
                  statuses.forEach(
                      s -> events.add(event(original.id(), s.recipient(), action, notice))));
    }
  }

  private Optional<MessageId> notice(
      Envelope original,
      Content content,
      DsnWriter.Action action,
      List<DsnWriter.Status> statuses,
      Recipient sender) {
    Envelope notice = envelope(sender);
    try (Draft draft = intake.newDraft(notice.id())) {
      writer.write(action, original, content, statuses, notice, draft.sink());
      return switch (intake.acceptOwn(notice, draft, new Protection.OpportunisticTls())) {
        case Acceptance.Accepted a -> Optional.of(a.id());
        case Acceptance.Refused r -> {
          LOG.error("{}: the sender cannot be told of {}: {}", original.id(), action, r.reply());
          yield Optional.empty();
        }
      };
    } catch (IOException e) {
      LOG.error("{}: the sender cannot be told of {}", original.id(), action, e);
      return Optional.empty();
    }
  }

  private Envelope envelope(Recipient sender) {
    // NOTIFY=NEVER: RFC 3461 6.2 lets a DSN ask for none about itself; <> already says so.
    return new Envelope(
        MessageId.create(clock.millis()),
        Upstream.own(hostname),
        new ReversePath.Null(),
        List.of(sender),
        clock.instant(),
        EsmtpOptions.NONE);
  }

  private static AuditEvent event(
      MessageId original, Recipient recipient, DsnWriter.Action action, MessageId notice) {
    return new AuditEvent.Notified(
        original, recipient.mailbox().address(), action.name().toLowerCase(Locale.ROOT), notice);
  }
}
