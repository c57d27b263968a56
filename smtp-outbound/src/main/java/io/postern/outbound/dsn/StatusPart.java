package io.postern.outbound.dsn;

import io.postern.core.model.EnhancedCode;
import io.postern.core.model.Envelope;
import io.postern.core.model.HostReply;
import io.postern.core.model.Recipient;
import io.postern.core.model.Reply;
import io.postern.core.port.DsnWriter;
import io.postern.outbound.text.MailText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The part for machines: message/delivery-status (RFC 3464 2). */
final class StatusPart {
  /** Keeps a line below the 998 octets of RFC 5322 2.1.1 whatever a host said. */
  private static final int MAXIMUM_TEXT = 400;

  private final String reportingMta;
  private final DsnWriter.Action action;
  private final Instant now;
  private final boolean international;

  /**
   * @param international whether addresses are written as RFC 6533 4 says, in UTF-8
   */
  StatusPart(String reportingMta, DsnWriter.Action action, Instant now, boolean international) {
    this.reportingMta = reportingMta;
    this.action = action;
    this.now = now;
    this.international = international;
  }

  /** The part's body: one group for the message, one per recipient. */
  String text(Envelope original, List<DsnWriter.Status> statuses) {
    return message(original)
        + statuses.stream().map(s -> "\r\n" + recipient(s)).collect(Collectors.joining());
  }

  private String message(Envelope original) {
    return original
            .options()
            .envelopeId()
            .map(id -> field("Original-Envelope-Id", XText.decode(id)))
            .orElse("")
        + field("Reporting-MTA", "dns; " + reportingMta)
        + field("Arrival-Date", MailText.date(original.receivedAt()));
  }

  private String recipient(DsnWriter.Status status) {
    return originalRecipient(status.recipient())
        + field("Final-Recipient", typed(status.recipient().mailbox().address()))
        + field("Action", action.name().toLowerCase(Locale.ROOT))
        + field("Status", code(status.reply().reply()).toString())
        + remote(status.reply())
        + field("Last-Attempt-Date", MailText.date(now))
        + status.retryUntil().map(t -> field("Will-Retry-Until", MailText.date(t))).orElse("");
  }

  private String originalRecipient(Recipient recipient) {
    return recipient
        .originalRecipient()
        .map(given -> {
          int semicolon = given.indexOf(';');
          return field(
              "Original-Recipient",
              given.substring(0, semicolon + 1)
                  + " "
                  + XText.decode(given.substring(semicolon + 1)));
        })
        .orElse("");
  }

  private String typed(String address) {
    return (international ? "utf-8; " : "rfc822; ") + address;
  }

  /** What the remote host said; conditions that we found ourselves have no remote MTA. */
  private String remote(HostReply reply) {
    String diagnostic = field("Diagnostic-Code", "smtp; " + reply.reply());
    boolean own = reply.host().equals("postern");
    int bracket = reply.host().indexOf('[');
    String name = bracket > 0 ? reply.host().substring(0, bracket) : reply.host();
    return own ? diagnostic : field("Remote-MTA", "dns; " + name) + diagnostic;
  }

  /** RFC 3464 2.3.4 wants a code; without one from the host its class is all that is known. */
  private EnhancedCode code(Reply reply) {
    Optional<EnhancedCode> given = reply.enhanced();
    return given.orElseGet(() -> new EnhancedCode(statusClass(reply), 0, 0));
  }

  private int statusClass(Reply reply) {
    return switch (action) {
      case RELAYED -> 2;
      case DELAYED -> 4;
      case FAILED -> reply.permanent() ? 5 : 4;
    };
  }

  private String field(String name, String value) {
    return fieldOf(name, international ? value : asciiOnly(value));
  }

  private static String fieldOf(String name, String value) {
    String clean = MailText.printable(value);
    return name
        + ": "
        + (clean.length() > MAXIMUM_TEXT ? clean.substring(0, MAXIMUM_TEXT) : clean)
        + "\r\n";
  }

  /** RFC 3464 2.1.2: outside RFC 6533 the fields are ASCII. */
  private static String asciiOnly(String text) {
    return text.replaceAll("[^\\x00-\\x7f]", "?");
  }
}
