package io.postern.outbound;

import io.postern.core.model.Deferral;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HostReply;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Recipient.Notify;
import io.postern.core.model.Reply;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Rewriting;
import io.postern.core.model.Upstream;
import io.postern.core.port.Acceptance;
import io.postern.core.port.Draft;
import io.postern.core.port.Intake;
import io.postern.core.port.Pickup;
import io.postern.outbound.protect.PortalNotice;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a message readable in the portal and tells the recipient. The message itself goes nowhere.
 * Safe for use by many threads.
 */
public final class PortalDelivery {
  private final Pickup pickup;
  private final Intake intake;
  private final PortalNotice notice;
  private final String hostname;
  private final InstantSource clock;

  public PortalDelivery(
      Pickup pickup, Intake intake, PortalNotice notice, String hostname, InstantSource clock) {
    this.pickup = pickup;
    this.intake = intake;
    this.notice = notice;
    this.hostname = hostname;
    this.clock = clock;
  }

  /**
   * Offers, then notifies.
   *
   * @param rewriting what changes in the copy that is read
   * @param details what that comes to, for the proof
   * @throws IOException where the store cannot take the offer or the notice
   */
  Outcome offer(
      Envelope original,
      Recipient recipient,
      Protection.PortalPickup terms,
      Rewriting rewriting,
      Map<String, String> details)
      throws IOException {
    Pickup.Terms reading = new Pickup.Terms(terms.expiry(), terms.reply(), rewriting);
    Pickup.Offer offer = pickup.offer(original.id(), recipient, reading);
    return switch (submit(original, recipient, offer)) {
      case Acceptance.Accepted(MessageId id) -> delivered(offer, terms, id, details);
      // The item stays and is found again next time; without its notice nobody knows of it.
      case Acceptance.Refused(Reply reply) ->
          new Outcome.Deferred(
              HostReply.own(451, "4.3.0", "The notice was not taken: " + reply.code()),
              Deferral.OURS);
    };
  }

  private Acceptance submit(Envelope original, Recipient recipient, Pickup.Offer offer)
      throws IOException {
    Envelope envelope = envelope(original, recipient);
    try (Draft draft = intake.newDraft(envelope.id())) {
      draft.sink().write(notice.compose(original.from(), recipient, offer, envelope));
      return intake.acceptOwn(envelope, draft, new Protection.OpportunisticTls());
    }
  }

  /**
   * With the original's reverse path, so that the sender hears where the notice bounces, and on the
   * original's way out.
   */
  private Envelope envelope(Envelope original, Recipient recipient) {
    EsmtpOptions none = EsmtpOptions.NONE;
    return new Envelope(
        MessageId.create(clock.millis()),
        Upstream.onBehalfOf(original.upstream(), hostname),
        original.from(),
        List.of(noticed(recipient)),
        clock.instant(),
        new EsmtpOptions(
            EsmtpOptions.Body.EIGHT_BIT_MIME,
            recipient.mailbox().needsUtf8() || senderNeedsUtf8(original),
            none.requireTls(),
            none.ret(),
            original.options().envelopeId()));
  }

  /**
   * RFC 3461 4.1: what the sender wants to hear of the message holds for its notice. Success is
   * what we tell, because that the notice arrived says nothing of the message.
   */
  private static Recipient noticed(Recipient recipient) {
    Set<Notify> wishes = new HashSet<>(recipient.notifyOn());
    if (wishes.remove(Notify.SUCCESS) && wishes.isEmpty()) {
      wishes.add(Notify.NEVER);
    }
    return new Recipient(recipient.mailbox(), wishes, recipient.originalRecipient());
  }

  private static boolean senderNeedsUtf8(Envelope original) {
    return switch (original.from()) {
      case ReversePath.Null nobody -> false;
      case ReversePath.From(Mailbox sender) -> sender.needsUtf8();
    };
  }

  private static Outcome delivered(
      Pickup.Offer offer,
      Protection.PortalPickup terms,
      MessageId notice,
      Map<String, String> details) {
    Map<String, String> all = new HashMap<>(details);
    all.put("reference", offer.reference());
    all.put("expires_at", offer.expiresAt().toString());
    all.put("notice", notice.value());
    return new Outcome.Delivered(
        HostReply.own(250, "2.0.0", "Ready in the portal, notice queued as " + notice),
        new Proof(terms.label(), Optional.empty(), all));
  }
}
