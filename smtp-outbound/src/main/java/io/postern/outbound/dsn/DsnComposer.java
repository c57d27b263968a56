package io.postern.outbound.dsn;

import io.postern.core.model.Envelope;
import io.postern.core.port.Content;
import io.postern.core.port.DsnWriter;
import io.postern.outbound.text.MailText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a multipart/report (RFC 6522): words for the sender, a status for machines, and the few
 * header fields that may go back. The body and the subject of the original are never in it.
 */
public final class DsnComposer implements DsnWriter {
  private final String hostname;
  private final InstantSource clock;

  /**
   * @param hostname our name; the notification comes from postmaster at it
   */
  public DsnComposer(String hostname, InstantSource clock) {
    this.hostname = hostname;
    this.clock = clock;
  }

  @Override
  public void write(
      Action action,
      Envelope original,
      Content content,
      List<Status> statuses,
      Envelope notice,
      OutputStream out)
      throws IOException {
    String returned = ReturnedHeader.of(content);
    boolean international = international(original, statuses);
    String boundary = "postern-" + notice.id();
    StatusPart status = new StatusPart(hostname, action, clock.instant(), international);
    String message =
        header(action, notice, boundary)
            + part(boundary, "text/plain; charset=utf-8", words(action, original, statuses))
            + part(
                boundary,
                international ? "message/global-delivery-status" : "message/delivery-status",
                status.text(original, statuses))
            + part(
                boundary,
                international ? "message/global-headers" : "text/rfc822-headers",
                returned)
            + "--"
            + boundary
            + "--\r\n";
    out.write(message.getBytes(StandardCharsets.UTF_8));
  }

  private String header(Action action, Envelope notice, String boundary) {
    return """
    From: "Mail Delivery" <postmaster@%s>
    To: <%s>
    Subject: %s
    Date: %s
    Message-ID: <%s@%s>
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
     boundary="%s"

    """
        .formatted(
            hostname,
            notice.to().getFirst().mailbox().address(),
            subject(action),
            MailText.date(notice.receivedAt()),
            notice.id(),
            hostname,
            boundary)
        .replace("\n", "\r\n");
  }

  private static String part(String boundary, String type, String body) {
    return "--"
        + boundary
        + "\r\nContent-Type: "
        + type
        + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + body
        + "\r\n";
  }

  private static String subject(Action action) {
    return switch (action) {
      case FAILED -> "Your message was not delivered";
      case DELAYED -> "Your message is delayed";
      case RELAYED -> "Your message was passed on";
    };
  }

  private String words(Action action, Envelope original, List<Status> statuses) {
    String opening =
        """
        This is the mail gateway %s.

        Your message of %s %s

        """
            .formatted(hostname, MailText.date(original.receivedAt()), what(action));
    String closing =
        """

        For your protection this notice holds neither the subject nor the text
        of your message. Its reference here is %s.
        """
            .formatted(original.id());
    String recipients =
        statuses.stream().map(s -> words(action, s)).collect(Collectors.joining("\n"));
    return (opening + recipients + closing).replace("\n", "\r\n");
  }

  private static String what(Action action) {
    return switch (action) {
      case FAILED -> "could not be delivered.\nIt will not be tried again.";
      case DELAYED -> "is still waiting.\nWe keep trying. You need not send it again.";
      case RELAYED ->
          "was passed on to the next mail\nsystem, which does not report what it does with it.";
    };
  }

  private static String words(Action action, Status status) {
    String address = status.recipient().mailbox().address();
    String until =
        status.retryUntil().map(t -> "  We try until " + MailText.date(t) + ".\n").orElse("");
    return switch (action) {
      case RELAYED -> "<" + address + ">\n";
      case DELAYED -> "<" + address + ">\n" + reason(status) + until;
      case FAILED ->
          "<" + address + ">\n  " + Explanation.of(status.reply().reply()) + "\n" + reason(status);
    };
  }

  private static String reason(Status status) {
    String text = MailText.printable(status.reply().toString());
    return "  Answer: " + (text.length() > 400 ? text.substring(0, 400) : text) + "\n";
  }

  private static boolean international(Envelope original, List<Status> statuses) {
    return statuses.stream().anyMatch(s -> s.recipient().mailbox().needsUtf8())
        || original.options().smtpUtf8();
  }
}
