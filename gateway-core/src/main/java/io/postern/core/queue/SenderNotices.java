package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Judgement;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Modifiers;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /** By then the sender may get as many again. */
  private static final HoldTerms FOR_AN_HOUR =
      new HoldTerms(List.of(), Optional.of(Duration.ofHours(1)), HoldTerms.End.RELEASE);

  private final Spool spool;
  private final DsnWriter writer;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final String hostname;
  private final NoticeLimit failures;
  private final NoticeLimit others;

  /**
   * @param perHour notices of failures that one sender gets in an hour, and as many others; more
   *     failures wait for an hour, or for a person, more others are not written
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
    this.failures = new NoticeLimit(perHour, clock);
    this.others = new NoticeLimit(perHour, clock);
  }

  /**
   * What one settlement may tell its sender. Asked for once, however often it is tried: each kind
   * counts once. For one thread.
   */
  Allowance allowance(Envelope original) {
    return new Allowance(original);
  }

  /** Counts when it is asked, and once. */
  final class Allowance {
    private final Envelope original;
    private final Map<DsnWriter.Action, NoticeLimit.Verdict> verdicts =
        new EnumMap<>(DsnWriter.Action.class);

    private Allowance(Envelope original) {
      this.original = original;
    }

    private boolean allows(DsnWriter.Action action, Mailbox sender) {
      return verdicts.computeIfAbsent(action, a -> count(a, sender)) == NoticeLimit.Verdict.GOOD;
    }

    private NoticeLimit.Verdict count(DsnWriter.Action action, Mailbox sender) {
      NoticeLimit limit = action == DsnWriter.Action.FAILED ? failures : others;
      NoticeLimit.Verdict verdict = limit.count(sender.inLowerCase());
      if (verdict == NoticeLimit.Verdict.FIRST_TOO_MANY) {
        LOG.atWarn()
            .addKeyValue("alarm", "NOTICES")
            .log(
                "{}: too many notices for one sender in an hour; more are {}",
                original.id(),
                limit == failures ? "held" : "left out");
      }
      return verdict;
    }
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
  Prepared prepare(Envelope original, Content content, Settlement settlement, Allowance allowance)
      throws IOException {
    Prepared all = new Prepared(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      add(all, original, content, DsnWriter.Action.FAILED, settlement.failed(), allowance);
      add(all, original, content, DsnWriter.Action.DELAYED, settlement.delayed(), allowance);
      add(all, original, content, DsnWriter.Action.RELAYED, settlement.relayed(), allowance);
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
      List<DsnWriter.Status> statuses,
      Allowance allowance)
      throws IOException {
    // RFC 5321 6.1: never an answer to a notification.
    if (!statuses.isEmpty() && original.from() instanceof ReversePath.From(var sender)) {
      boolean allowed = allowance.allows(action, sender);
      if (allowed || isNeeded(action, statuses)) {
        write(all, original, content, action, statuses, letter(sender, allowed));
      } else {
        statuses.forEach(s -> all.events.add(unnotified(original.id(), s.recipient(), action)));
      }
    }
  }

  /** Without it a sender would not learn of a letter that nothing goes on with by itself. */
  private static boolean isNeeded(DsnWriter.Action action, List<DsnWriter.Status> statuses) {
    return switch (action) {
      case FAILED -> true;
      case DELAYED -> statuses.stream().anyMatch(s -> s.retryUntil().isEmpty());
      case RELAYED -> false;
    };
  }

  /** A notice, and how it goes on. */
  private record Letter(Envelope notice, Judgement judgement) {}

  private void write(
      Prepared all,
      Envelope original,
      Content content,
      DsnWriter.Action action,
      List<DsnWriter.Status> statuses,
      Letter letter)
      throws IOException {
    MessageId id = letter.notice.id();
    SealedDraft draft = spool.newDraft(id);
    all.drafts.add(draft);
    writer.write(action, original, content, statuses, letter.notice, draft.sink());
    draft.content();
    all.notices.add(Entry.of(letter.notice, draft, letter.judgement, schedule));
    statuses.forEach(s -> all.events.add(event(original.id(), s.recipient(), action, id)));
  }

  /** One too many is written all the same, and held: that something failed is never untold. */
  private Letter letter(Mailbox sender, boolean allowed) {
    Envelope notice = envelope(Recipient.of(sender));
    return new Letter(notice, allowed ? Entry.ownJudgement(notice, ANY) : held(notice));
  }

  private static Judgement held(Envelope notice) {
    Reasons reasons = Reasons.of("notice-limit", "too many notices for this sender in an hour");
    return new Judgement(
        Screening.OWN_MAIL, notice.to().stream().map(r -> held(r, reasons)).toList());
  }

  private static Decision held(Recipient recipient, Reasons reasons) {
    return new Decision.Hold(
        recipient, TOO_MANY, reasons, List.of(ANY), FOR_AN_HOUR, Modifiers.NONE);
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
    return new AuditEvent.Notified(original, recipient.mailbox().address(), word(action), notice);
  }

  private static AuditEvent unnotified(
      MessageId original, Recipient recipient, DsnWriter.Action action) {
    return new AuditEvent.Unnotified(original, recipient.mailbox().address(), word(action));
  }

  private static String word(DsnWriter.Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
