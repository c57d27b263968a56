package io.postern.outbound.protect;

import io.postern.config.settings.PortalSettings;
import io.postern.core.model.Envelope;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Pickup;
import io.postern.outbound.text.MailText;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes the mail that tells a recipient of a portal item. It may travel in clear, so it holds
 * nothing of the message, not even its subject: who wrote, until when, where to read it, and how to
 * see that the notice is genuine. Safe for use by many threads.
 */
public final class PortalNotice {
  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final PortalSettings portal;

  public PortalNotice(PortalSettings portal) {
    this.portal = portal;
  }

  /**
   * The whole notice, CRLF line ends.
   *
   * @param sender who wrote the original message
   * @param envelope the notice's own
   */
  public byte[] compose(
      ReversePath sender, Recipient recipient, Pickup.Offer offer, Envelope envelope) {
    String text = header(recipient, envelope) + "\n" + body(sender, offer);
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private String header(Recipient recipient, Envelope envelope) {
    String organisation = MailText.printable(portal.organisation());
    return """
    From: %s <%s>
    To: <%s>
    Subject: %s
    Date: %s
    Message-ID: <%s@%s>
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 8bit
    """
        .formatted(
            MailText.phrase(organisation),
            portal.from(),
            recipient.mailbox().address(),
            MailText.unstructured("Secure message from " + organisation),
            MailText.date(envelope.receivedAt()),
            envelope.id(),
            Mailbox.parse(portal.from()).domain());
  }

  private String body(ReversePath sender, Pickup.Offer offer) {
    return """
    %1$s has sent you a confidential message%2$s.

    To protect its content, the message is not in this mail. Read it here
    until %3$s:

    %4$s

    Reference: %5$s

    How to check that this notice is genuine:
    - The link begins with %6$s
    - The page shows the reference %5$s before you enter anything.
    - The page mails a code to this mailbox and asks for nothing but that
      code: no password, no payment, no personal data.
    - If in doubt, do not use the link. Call %1$s on a number that
      you already know and give the reference.

    This notice was written automatically. Please do not answer it with
    confidential information.
    """
        .formatted(
            MailText.printable(portal.organisation()),
            writtenBy(sender),
            UNTIL.format(offer.expiresAt()),
            offer.link(),
            offer.reference(),
            portal.url());
  }

  private static String writtenBy(ReversePath sender) {
    return switch (sender) {
      case ReversePath.Null nobody -> "";
      case ReversePath.From(Mailbox mailbox) -> "\n(written by " + mailbox.address() + ")";
    };
  }
}
