package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.core.port.DsnWriter;
import io.postern.core.spool.SealedDraft;
import io.postern.core.spool.Spool;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells a message's sender of failures, delays and (where asked) relays. The notices are written
 * here and stored in the very transaction that settles the delivery: no failure is settled untold,
 * and none is told twice. Thread-safe.
 */
public final class SenderNotices {
  private final Spool spool;
  private final DsnWriter writer;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final String hostname;

  public SenderNotices(
      Spool spool, DsnWriter writer, RetrySchedule schedule, InstantSource clock, String hostname) {
    this.spool = spool;
    this.writer = writer;
    this.schedule = schedule;
    this.clock = clock;
    this.hostname = hostname;
  }

  /**
   * Notices ready to be stored.
   *
   * @param events that record them with the original
   */
  record Prepared(List<Entry> notices, List<AuditEvent> events, List<SealedDraft> drafts)
      implements AutoCloseable {
    @Override
    public void close() {
      drafts.forEach(SealedDraft::close);
    }
  }

  /**
   * Writes what the settlement asks for.
   *
   * @throws IOException where the original cannot be read now
   */
  Prepared prepare(Envelope original, Content content, Settlement settlement) throws IOException {
    Prepared all = new Prepared(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      add(all, original, content, DsnWriter.Action.FAILED, settlement.failed());
      add(all, original, content, DsnWriter.Action.DELAYED, settlement.delayed());
      add(all, original, content, DsnWriter.Action.RELAYED, settlement.relayed());
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private void add(
      Prepared all,
      Envelope original,
      Content content,
      DsnWriter.Action action,
      List<DsnWriter.Status> statuses)
      throws IOException {
    // RFC 5321 6.1: never an answer to a notification.
    if (!statuses.isEmpty() && original.from() instanceof ReversePath.From(var sender)) {
      Envelope notice = envelope(Recipient.of(sender));
      SealedDraft draft = spool.newDraft(notice.id());
      all.drafts.add(draft);
      writer.write(action, original, content, statuses, notice, draft.sink());
      all.notices.add(Entry.ownMail(notice, draft, new Protection.OpportunisticTls(), schedule));
      statuses.forEach(
          s -> all.events.add(event(original.id(), s.recipient(), action, notice.id())));
    }
  }

  private Envelope envelope(Recipient sender) {
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
