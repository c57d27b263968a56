package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import io.postern.core.store.PortalStore.Item;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Mails a code to the original recipient and to nobody else. The mail is plain text and names no
 * link, no subject and no sender of the message. Safe for use by many threads.
 */
final class CodeMail {
  private final PortalSettings settings;
  private final Site site;
  private final String url;
  private final Intake intake;
  private final InstantSource clock;

  CodeMail(PortalSettings settings, Site site, String url, Intake intake, InstantSource clock) {
    this.settings = settings;
    this.site = site;
    this.url = url;
    this.intake = intake;
    this.clock = clock;
  }

  /**
   * Hands the mail to the queue.
   *
   * @return false where the gateway takes no mail at the moment
   * @throws IOException where it cannot be stored
   */
  boolean send(Item item, Challenges.Mailed code) throws IOException {
    Instant now = clock.instant();
    MessageId id = MessageId.create(now.toEpochMilli());
    Envelope envelope = envelope(id, Mailbox.parse(item.recipient()), now);
    try (Draft draft = intake.newDraft(id)) {
      write(draft.sink(), envelope, item, code);
      Acceptance answer = intake.acceptOwn(envelope, draft, new Protection.OpportunisticTls());
      return switch (answer) {
        case Acceptance.Accepted _ -> true;
        case Acceptance.Refused _ -> false;
      };
    }
  }

  private Envelope envelope(MessageId id, Mailbox recipient, Instant now) {
    Mailbox from = Mailbox.parse(settings.from());
    boolean utf8 = recipient.needsUtf8() || from.needsUtf8();
    EsmtpOptions options =
        new EsmtpOptions(
            utf8 ? EsmtpOptions.Body.EIGHT_BIT_MIME : EsmtpOptions.Body.SEVEN_BIT,
            utf8,
            false,
            Optional.empty(),
            Optional.empty());
    return new Envelope(
        id,
        Upstream.own(from.domain()),
        new ReversePath.From(from),
        List.of(Recipient.of(recipient)),
        now,
        options);
  }

  private void write(OutputStream out, Envelope envelope, Item item, Challenges.Mailed code)
      throws IOException {
    Mailbox from = Mailbox.parse(settings.from());
    Object life = settings.codeLife().toMinutes();
    new MailWriter(out)
        .line("From: " + MailWriter.mailbox(settings.organisation(), from.address()))
        .line("To: <" + item.recipient() + ">")
        .text("Subject", site.text("code.mail.subject", settings.organisation()))
        .date(envelope.receivedAt())
        .field("Message-ID", "<" + envelope.id() + "@" + from.domain() + ">")
        .field("Auto-Submitted", "auto-generated")
        .field("MIME-Version", "1.0")
        .textPart(
            site.text(
                "code.mail.body",
                code.code(),
                item.reference(),
                settings.organisation(),
                life,
                code.reference(),
                url));
    out.flush();
  }
}
