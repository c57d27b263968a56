package io.postern.outbound.client;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.outbound.route.ALabels;
import io.postern.outbound.tls.TlsDemand;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** MAIL and RCPT for one shipment, in what a host offers. */
final class EnvelopeCommands {
  private final Shipment shipment;
  private final Capabilities offered;

  EnvelopeCommands(Shipment shipment, Capabilities offered) {
    this.shipment = shipment;
    this.offered = offered;
  }

  /** Why this host cannot be given the message for this recipient; empty where it can. */
  Optional<HostReply> obstacle(Recipient recipient) {
    if (offered.maximumSize().orElse(Long.MAX_VALUE) < shipment.content().size()) {
      return Optional.of(HostReply.own(552, "5.3.4", "The message is larger than the host takes"));
    }
    // RFC 6531 3.2: only a local part has no ASCII form; a domain has its A-labels.
    boolean needed = !ascii(recipient.mailbox().localPart()) || senderNeedsUtf8();
    return needed && !offered.smtpUtf8()
        ? Optional.of(
            HostReply.own(553, "5.6.7", "The host does not take internationalised addresses"))
        : Optional.empty();
  }

  /** The MAIL command for these recipients. */
  String mail(List<Recipient> recipients) {
    StringBuilder line = new StringBuilder("MAIL FROM:<");
    line.append(senderAddress()).append('>');
    if (offered.size()) {
      line.append(" SIZE=").append(shipment.content().size());
    }
    EsmtpOptions options = shipment.envelope().options();
    if (offered.eightBitMime() && options.body() == EsmtpOptions.Body.EIGHT_BIT_MIME) {
      line.append(" BODY=8BITMIME");
    }
    if (needsUtf8(recipients)) {
      line.append(" SMTPUTF8");
    }
    if (options.requireTls() && offered.requireTls()) {
      line.append(" REQUIRETLS");
    }
    if (offered.dsn()) {
      returned(options).ifPresent(r -> line.append(" RET=").append(r));
      options.envelopeId().ifPresent(id -> line.append(" ENVID=").append(id));
    }
    return line.toString();
  }

  /** The RCPT command. */
  String rcpt(Recipient recipient) {
    StringBuilder line = new StringBuilder("RCPT TO:<");
    line.append(address(recipient.mailbox())).append('>');
    if (offered.dsn() && !recipient.notifyOn().isEmpty()) {
      line.append(" NOTIFY=");
      line.append(
          recipient.notifyOn().stream().map(Enum::name).sorted().collect(Collectors.joining(",")));
    }
    if (offered.dsn()) {
      recipient.originalRecipient().ifPresent(o -> line.append(" ORCPT=").append(o));
    }
    return line.toString();
  }

  /** Whether RCPT tells the host that the sender wants to hear of success. */
  boolean passesSuccessWish(Recipient recipient) {
    return offered.dsn() && recipient.notifyOn().contains(Recipient.Notify.SUCCESS);
  }

  /**
   * RFC 3461 4.3. A notification that holds the message travels back on nobody knows which paths,
   * so for what must be protected only headers are asked for.
   */
  private Optional<EsmtpOptions.Ret> returned(EsmtpOptions options) {
    return switch (shipment.demand()) {
      case TlsDemand.Verified must -> Optional.of(EsmtpOptions.Ret.HDRS);
      case TlsDemand.Opportunistic may -> options.ret();
    };
  }

  private boolean needsUtf8(List<Recipient> recipients) {
    return senderNeedsUtf8() || recipients.stream().anyMatch(r -> !ascii(r.mailbox().localPart()));
  }

  private boolean senderNeedsUtf8() {
    return switch (shipment.envelope().from()) {
      case ReversePath.Null none -> false;
      case ReversePath.From(Mailbox sender) -> !ascii(sender.localPart());
    };
  }

  private String senderAddress() {
    return switch (shipment.envelope().from()) {
      case ReversePath.Null none -> "";
      case ReversePath.From(Mailbox sender) -> address(sender);
    };
  }

  private static String address(Mailbox mailbox) {
    String domain = mailbox.domain();
    return mailbox.localPart() + "@" + (ascii(domain) ? domain : aLabels(domain));
  }

  private static String aLabels(String domain) {
    return ALabels.of(domain).orElse(domain).toLowerCase(Locale.ROOT);
  }

  private static boolean ascii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
