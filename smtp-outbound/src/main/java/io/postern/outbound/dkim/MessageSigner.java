package io.postern.outbound.dkim;

import io.postern.core.dkim.DkimSigner;
import io.postern.core.dkim.SigningKeys;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import io.postern.core.model.Envelope;
import io.postern.core.model.Mailbox;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Content;
import io.postern.core.port.Meters;
import io.postern.outbound.client.FinalTouch;
import io.postern.outbound.client.Shipment;
import io.postern.outbound.content.CanonicalLines;
import io.postern.outbound.content.Topped;
import io.postern.outbound.protect.Author;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Signs for the domain of the author, with every key that it has. Signatures of others stay where
 * they are, whether or not they still verify (RFC 6376 4.2). Safe for use by many threads.
 */
public final class MessageSigner implements FinalTouch {
  /** More than any listener takes. */
  static final int HEADER_LIMIT = 32 << 20;

  private static final String COUNTER = "postern_dkim_messages";

  private final SigningKeys keys;
  private final boolean dkim;
  private final Optional<ArcSealer> sealer;
  private final SenderRights rights;
  private final Meters meters;
  private final InstantSource clock;

  /**
   * @param dkim whether mail is signed for its author's domain
   * @param sealer for mail that goes back to the provider it came from
   * @param rights who may be signed for by a domain above the author's
   */
  public MessageSigner(
      SigningKeys keys,
      boolean dkim,
      Optional<ArcSealer> sealer,
      SenderRights rights,
      Meters meters,
      InstantSource clock) {
    this.keys = keys;
    this.dkim = dkim;
    this.sealer = sealer;
    this.rights = rights;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public Content on(Shipment shipment, Content content, boolean lines) throws IOException {
    Optional<ArcSealer> sealing = shipment.goesBack() ? sealer : Optional.empty();
    boolean nothing = !dkim && sealing.isEmpty(); // before the keys, which may not be to be had
    if (nothing || keys.isEmpty()) {
      return content;
    }
    try (InputStream in = opened(content, lines)) {
      HeaderBlock header = HeaderBlock.read(in, HEADER_LIMIT);
      List<DkimSigner> signers = dkim ? signers(header, shipment.envelope()) : List.of();
      meters.count(COUNTER, "signed", signers.isEmpty() ? "no" : "yes");
      return signers.isEmpty() && sealing.isEmpty()
          ? content
          : new Topped(fields(shipment.original(), header, in, signers, sealing), content);
    }
  }

  /** Seals stand above signatures, which they cover. */
  private byte[] fields(
      Content original,
      HeaderBlock header,
      InputStream body,
      List<DkimSigner> signers,
      Optional<ArcSealer> sealing)
      throws IOException {
    String hash = BodyHash.of(body, Canonicalization.RELAXED);
    byte[] signatures = DkimSignatures.of(header, hash, signers, clock.instant());
    ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    if (sealing.isPresent()) {
      List<Field> all = new ArrayList<>(header(signatures).fields());
      all.addAll(header.fields());
      out.writeBytes(sealing.get().seal(original, new HeaderBlock(all), hash));
    }
    out.writeBytes(signatures);
    return out.toByteArray();
  }

  private static HeaderBlock header(byte[] fields) throws IOException {
    return HeaderBlock.read(new ByteArrayInputStream(fields), HEADER_LIMIT);
  }

  /** As the host reads it: what {@code ContentWriter} makes of it, or the octets of a chunk. */
  private static InputStream opened(Content content, boolean lines) throws IOException {
    InputStream in = content.open();
    return new BufferedInputStream(lines ? new CanonicalLines(in, content.size()) : in);
  }

  /** None where it is not clear who the author is, or nobody answers for that. */
  private List<DkimSigner> signers(HeaderBlock header, Envelope envelope) {
    List<Field> from = header.all("From");
    Optional<Mailbox> author =
        from.size() == 1 ? Author.of(from.getFirst().value()) : Optional.empty();
    return author
        .filter(a -> isVouchedFor(a, envelope))
        .map(a -> keys.of(a.domain()))
        .orElse(List.of())
        .stream()
        .filter(s -> author.get().domain().equals(s.domain()) || mayClimb(s, envelope))
        .toList();
  }

  /** A signature of the parent's vouches for more than the subdomain. */
  private boolean mayClimb(DkimSigner signer, Envelope envelope) {
    return switch (envelope.upstream().kind()) {
      case OWN -> true;
      case MICROSOFT365, GOOGLE, NETWORK, ACCOUNT, PORTAL ->
          rights.maySendFor(envelope.upstream().name(), signer.domain());
    };
  }

  /**
   * Whoever may send for one domain must not be signed for in the name of another. Of these
   * providers every From domain was checked at the door; of others the sender's domain was.
   */
  private static boolean isVouchedFor(Mailbox author, Envelope envelope) {
    return switch (envelope.upstream().kind()) {
      case OWN, MICROSOFT365, GOOGLE -> true;
      case NETWORK, ACCOUNT, PORTAL ->
          switch (envelope.from()) {
            case ReversePath.Null _ -> false;
            case ReversePath.From(Mailbox sender) -> sender.domain().equals(author.domain());
          };
    };
  }
}
