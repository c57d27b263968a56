package io.postern.outbound.client;

import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.EsmtpOptions.Body;
import io.postern.core.model.HostReply;
import io.postern.core.model.Mailbox;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Content;
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
  private final long size;
  private final Optional<String> body;

  /**
   * @param size of the content in the form in which it is sent
   * @param body the value of BODY=
   */
  private EnvelopeCommands(
      Shipment shipment, Capabilities offered, long size, Optional<String> body) {
    this.shipment = shipment;
    this.offered = offered;
    this.size = size;
    this.body = body;
  }

  static EnvelopeCommands of(Shipment shipment, Form form, Capabilities offered) {
    return switch (form) {
      case Form.Chunk(Content content, Body body) ->
          new EnvelopeCommands(shipment, offered, content.size(), word(body, offered));
      case Form.Data(Content content, Body body) ->
          new EnvelopeCommands(shipment, offered, content.size(), word(body, offered));
      case Form.None none -> new EnvelopeCommands(shipment, offered, 0, Optional.empty());
    };
  }

  private static Optional<String> word(Body body, Capabilities offered) {
    return switch (body) {
      case BINARY_MIME -> Optional.of("BINARYMIME");
      case EIGHT_BIT_MIME -> offered.eightBitMime() ? Optional.of("8BITMIME") : Optional.empty();
      case SEVEN_BIT -> Optional.empty();
    };
  }

  /** Why this host cannot be given the message for this recipient; empty where it can. */
  Optional<HostReply> obstacle(Recipient recipient) {
    if (offered.maximumSize().orElse(Long.MAX_VALUE) < size) {
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
      line.append(" SIZE=").append(size);
    }
    EsmtpOptions options = shipment.envelope().options();
    body.ifPresent(b -> line.append(" BODY=").append(b));
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
