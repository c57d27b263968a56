package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Judgement;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.core.spool.SealedDraft;
import io.postern.core.spool.Spool;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a sender what policy makes of a message, where policy wants that told. One message, without
 * anything of the original but its recipients. Thread-safe.
 *
 * <p>Standards: RFC 3834 (automatic responses).
 */
public final class PolicyNotices {
  private static final int HEADER_LIMIT = 2 << 20;
  private static final Set<String> BULK = Set.of("bulk", "list", "junk");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Spool spool;
  private final RetrySchedule schedule;
  private final InstantSource clock;
  private final String hostname;

  public PolicyNotices(Spool spool, RetrySchedule schedule, InstantSource clock, String hostname) {
    this.spool = spool;
    this.schedule = schedule;
    this.clock = clock;
    this.hostname = hostname;
  }

  /**
   * A notice ready to be stored with the message that it is about.
   *
   * @param events that record it with the original
   */
  public record Prepared(Entry notice, List<AuditEvent> events, SealedDraft draft)
      implements AutoCloseable {
    @Override
    public void close() {
      draft.close();
    }
  }

  /**
   * The notice, or none where policy wants none or nobody may get one.
   *
   * @throws IOException where the original cannot be read or the notice cannot be kept
   */
  public Optional<Prepared> of(Envelope original, Content content, Judgement judgement)
      throws IOException {
    List<Decision> told =
        judgement.decisions().stream()
            .filter(d -> d.modifiers().senderNotice().isPresent())
            .toList();
    if (told.isEmpty()
        || !(original.from() instanceof ReversePath.From(Mailbox sender))
        || original.upstream().kind() == Upstream.Kind.OWN
        || isAutomatic(content)) {
      return Optional.empty();
    }
    return Optional.of(prepare(original, sender, told));
  }

  /** RFC 3834 2: no answer to what is an answer itself, or went to many. */
  private static boolean isAutomatic(Content content) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open())) {
      HeaderBlock header = HeaderBlock.read(in, HEADER_LIMIT);
      boolean automatic =
          header.first("Auto-Submitted").filter(v -> !v.equalsIgnoreCase("no")).isPresent();
      String precedence = header.first("Precedence").orElse("").toLowerCase(Locale.ROOT);
      return automatic || header.first("List-Id").isPresent() || BULK.contains(precedence);
    }
  }

  private Prepared prepare(Envelope original, Mailbox sender, List<Decision> told)
      throws IOException {
    Envelope envelope = envelope(sender);
    SealedDraft draft = spool.newDraft(envelope.id());
    try {
      draft.sink().write(text(envelope, sender, told).getBytes(StandardCharsets.UTF_8));
      Entry entry = Entry.ownMail(envelope, draft, new Protection.OpportunisticTls(), schedule);
      List<AuditEvent> events =
          told.stream().map(d -> event(original.id(), d, envelope.id())).toList();
      return new Prepared(entry, events, draft);
    } catch (IOException | RuntimeException e) {
      draft.close();
      throw e;
    }
  }

  private static AuditEvent event(MessageId original, Decision decision, MessageId notice) {
    String address = decision.recipient().mailbox().address();
    return new AuditEvent.Notified(original, address, "policy", notice);
  }

  private Envelope envelope(Mailbox sender) {
    return new Envelope(
        MessageId.create(clock.millis()),
        Upstream.own(hostname),
        new ReversePath.Null(),
        List.of(Recipient.of(sender)),
        clock.instant(),
        new EsmtpOptions(
            EsmtpOptions.Body.EIGHT_BIT_MIME,
            sender.needsUtf8(),
            false,
            Optional.empty(),
            Optional.empty()));
  }

  private String text(Envelope envelope, Mailbox sender, List<Decision> told) {
    StringBuilder text = new StringBuilder();
    text.append("From: Mail gateway <postmaster@").append(hostname).append(">\r\n");
    text.append("To: <").append(sender.address()).append(">\r\n");
    text.append("Date: ").append(DATE.format(envelope.receivedAt())).append("\r\n");
    text.append("Message-ID: <").append(envelope.id()).append('@').append(hostname);
    text.append(">\r\nSubject: What becomes of your message\r\n");
    text.append("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n");
    text.append("Content-Type: text/plain; charset=utf-8\r\n");
    text.append("Content-Transfer-Encoding: 8bit\r\n\r\n");
    told.forEach(d -> text.append(paragraph(d)));
    return text.toString();
  }

  private static String paragraph(Decision decision) {
    return "%s\r\n\r\n  to %s: %s\r\n  rule: %s\r\n  reason: %s\r\n\r\n"
        .formatted(
            decision.modifiers().senderNotice().orElse(""),
            decision.recipient().mailbox().address(),
            what(decision),
            decision.reasons().rule(),
            String.join("; ", decision.reasons().because()));
  }

  private static String what(Decision decision) {
    return switch (decision) {
      case Decision.Deliver d ->
          "it goes by "
              + String.join(", else by ", d.inOrder().stream().map(Protection::label).toList());
      case Decision.Hold h -> "it is held in " + h.queue();
      case Decision.Refuse r -> "it is refused";
    };
  }
}
