package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Judgement;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reasons;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Screening;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a message's sender of failures, delays and (where asked) relays. The notices are written
 * here and stored in the very transaction that settles the delivery: no failure is settled untold,
 * and none is told twice. Thread-safe.
 */
public final class SenderNotices {
  /** The queue of notices over the limit. */
  public static final String TOO_MANY = "notices";

  private static final Logger LOG = LoggerFactory.getLogger(SenderNotices.class);
  private static final Protection ANY = new Protection.OpportunisticTls();

  private final Spool spool;
  private final DsnWriter writer;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final String hostname;
  private final NoticeLimit limit;

  /**
   * @param perHour notices that one sender gets in an hour; more wait for a person
   */
  public SenderNotices(
      Spool spool,
      DsnWriter writer,
      RetrySchedule schedule,
      InstantSource clock,
      String hostname,
      int perHour) {
    this.spool = spool;
    this.writer = writer;
    this.schedule = schedule;
    this.clock = clock;
    this.hostname = hostname;
    this.limit = new NoticeLimit(perHour, clock);
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
      draft.content();
      all.notices.add(Entry.of(notice, draft, judgement(notice, sender), schedule));
      statuses.forEach(
          s -> all.events.add(event(original.id(), s.recipient(), action, notice.id())));
    }
  }

  /** One too many is written all the same, and held: that something failed is never untold. */
  private Judgement judgement(Envelope notice, Mailbox sender) {
    NoticeLimit.Verdict verdict = limit.count(sender.inLowerCase());
    if (verdict == NoticeLimit.Verdict.GOOD) {
      return Entry.ownJudgement(notice, ANY);
    }
    if (verdict == NoticeLimit.Verdict.FIRST_TOO_MANY) {
      LOG.atWarn()
          .addKeyValue("alarm", "NOTICES")
          .log("{}: too many notices for one sender in an hour; more are held", notice.id());
    }
    Reasons reasons = Reasons.of("notice-limit", "too many notices for this sender in an hour");
    return new Judgement(
        Screening.OWN_MAIL,
        notice.to().stream()
            .map(r -> (Decision) new Decision.Hold(r, TOO_MANY, reasons, List.of(ANY)))
            .toList());
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
