package io.postern.outbound.unwrap;

import io.postern.config.settings.DecryptionSettings;
import io.postern.config.settings.DecryptionSettings.Unauthenticated;
import io.postern.core.keys.ReplyKeys;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Decryption;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Content;
import io.postern.core.port.Meters;
import io.postern.outbound.content.Topped;
import io.postern.outbound.protect.Armor;
import io.postern.outbound.protect.Base64Lines;
import io.postern.outbound.protect.Spill;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens S/MIME and PGP/MIME with the keys of the directory. Only where the whole message is
 * encrypted, never a part of it, and never what is encrypted inside: both would put text of a
 * stranger around, or send to a stranger, what somebody else wrote (EFAIL, "direct exfiltration").
 */
public final class ReplyUnwrapper implements Unwrapper {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyUnwrapper.class);
  private static final String UNAUTHENTICATED = "unauthenticated";
  private static final String PREFIX = "opened-";
  private static final int HEADER_LIMIT = 32 << 20;
  private static final int VERSION_LIMIT = 4096;
  private static final int BUFFER = 64 << 10;

  private final DecryptionSettings settings;
  private final ReplyKeys keys;
  private final Path directory;
  private final Meters meters;

  /**
   * @param directory for what is too large for memory, ciphertext only; ours alone. What an earlier
   *     run left there is deleted.
   */
  public ReplyUnwrapper(
      DecryptionSettings settings, ReplyKeys keys, Path directory, Meters meters) {
    this.settings = settings;
    this.keys = keys;
    this.directory = directory;
    this.meters = meters;
    Spill.sweep(directory, PREFIX);
  }

  @Override
  public boolean concerns(Mailbox recipient, Content content) throws IOException {
    if (!settings.covers(recipient.address(), recipient.domain())) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(content.open())) {
      return format(HeaderBlock.read(in, HEADER_LIMIT)).isPresent();
    }
  }

  /** What encrypts the message as a whole. */
  private enum Format {
    SMIME("smime"),
    OPENPGP("openpgp");

    private final String label;

    Format(String label) {
      this.label = label;
    }
  }

  private static Optional<Format> format(HeaderBlock header) {
    try {
      MediaType type = MediaType.of(header);
      boolean cms =
          type.isCms()
              && switch (type.parameter("smime-type").orElse("enveloped-data")) {
                case "enveloped-data", "authenveloped-data" -> true;
                default -> false;
              };
      return cms
          ? Optional.of(Format.SMIME)
          : Optional.of(Format.OPENPGP).filter(_ -> type.isPgpEncrypted());
    } catch (IOException e) {
      return Optional.empty(); // readers may take it for different things: it is left to them
    }
  }

  @Override
  public Unwrapped unwrap(Mailbox recipient, Content content) throws IOException {
    HeaderBlock header;
    try (InputStream in = new BufferedInputStream(content.open())) {
      header = HeaderBlock.read(in, HEADER_LIMIT);
    }
    Format format = format(header).orElseThrow();
    SealedSpill spill =
        new SealedSpill(new Spill(directory, PREFIX), settings.maximumSize().bytes());
    Optional<Unwrapped> opened = Optional.empty();
    try {
      opened =
          Optional.of(opened(recipient, header, format, content, spill))
              .filter(unwrapped -> isGoodEnough(unwrapped.decryption()));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // One line for everything that can be wrong, to whoever reads it: no reason, no place.
      LOG.debug("an encrypted message is left as it came");
    } finally {
      if (opened.isEmpty()) {
        spill.discard();
      }
    }
    Unwrapped result = opened.orElseGet(() -> Unwrapped.left(content, format.label));
    count(result.decryption());
    return result;
  }

  private boolean isGoodEnough(Decryption decryption) {
    return settings.unauthenticated() == Unauthenticated.DELIVER
        || (decryption instanceof Decryption.Opened o && !o.integrity().equals(UNAUTHENTICATED));
  }

  private Unwrapped opened(
      Mailbox recipient, HeaderBlock header, Format format, Content content, SealedSpill spill)
      throws IOException {
    OpenedHeader outer = new OpenedHeader(header);
    Plain plain =
        switch (format) {
          case SMIME -> smime(recipient, header, content, spill);
          case OPENPGP -> openPgp(recipient, outer, header, content, spill);
        };
    Entity entity = Entity.of(spill.finish());
    CmsSignature.Examined examined =
        new CmsSignature((c, author) -> keys.refusal(c, author).isEmpty(), outer.author())
            .examine(entity);
    Signature signature = plain.signature().orElseGet(examined::signature);
    Signature shown =
        signature.isValid() && outer.contradicts(examined.payload())
            ? Signature.UNVERIFIED
            : signature;
    Decryption.Opened decryption =
        new Decryption.Opened(
            format.label,
            plain.key(),
            plain.authenticated()
                ? "authenticated"
                : shown.isValid() ? "signature" : UNAUTHENTICATED,
            shown.state().label(),
            shown.signer());
    byte[] fields = outer.write(decryption, entity, examined.payload());
    return new Unwrapped(new Topped(fields, entity.bodyContent()), decryption, spill::discard);
  }

  /**
   * What came out of the encryption.
   *
   * @param signature that was made together with it; empty where there was none
   */
  private record Plain(String key, boolean authenticated, Optional<Signature> signature) {}

  private Plain smime(Mailbox recipient, HeaderBlock header, Content content, SealedSpill spill)
      throws IOException {
    MediaType type = MediaType.of(header);
    try (InputStream in = body(content)) {
      InputStream cms =
          switch (type.encoding()) {
            case "base64" -> Base64Lines.decoder(in, BUFFER);
            case "binary" -> in;
            default -> throw new IOException("an encoding that CMS is not sent in");
          };
      CmsEnvelope.Opened opened = CmsEnvelope.open(cms, keys.smime(recipient), spill);
      return new Plain(opened.key(), opened.authenticated(), Optional.empty());
    }
  }

  private Plain openPgp(
      Mailbox recipient, OpenedHeader outer, HeaderBlock header, Content content, SealedSpill spill)
      throws IOException {
    try (InputStream body = body(content)) {
      Multipart parts = new Multipart(body, MediaType.of(header).boundary());
      checkVersion(parts.next());
      InputStream second = new BufferedInputStream(parts.next(), BUFFER);
      HeaderBlock.read(second, VERSION_LIMIT);
      Armor.find(second);
      OpenPgpEnvelope.Opened opened =
          OpenPgpEnvelope.open(
              Armor.open(second, BUFFER),
              keys.openPgp(recipient),
              outer.author().map(keys::openPgpSigners).orElseGet(List::of),
              spill);
      if (parts.endsWithStrayText()) {
        throw new IOException("something stands around the encrypted part");
      }
      Optional<Signature> signature =
          Optional.of(opened.signature()).filter(s -> s.state() != Signature.State.NONE);
      return new Plain(opened.key(), true, signature);
    }
  }

  /** RFC 3156 4: the first part says version 1. */
  private static void checkVersion(InputStream part) throws IOException {
    MediaType type = MediaType.of(HeaderBlock.read(part, VERSION_LIMIT));
    String text = new String(part.readNBytes(VERSION_LIMIT), StandardCharsets.US_ASCII);
    if (!type.name().equals("application/pgp-encrypted") || !text.contains("Version: 1")) {
      throw new IOException("not PGP/MIME as it is defined");
    }
  }

  private static InputStream body(Content content) throws IOException {
    InputStream in = new BufferedInputStream(content.open(), BUFFER);
    try {
      HeaderBlock.read(in, HEADER_LIMIT);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private void count(Decryption decryption) {
    switch (decryption) {
      case Decryption.Opened o ->
          meters.count(
              "postern_decryption",
              "format",
              o.format(),
              "outcome",
              "opened",
              "integrity",
              o.integrity(),
              "signature",
              o.signature());
      case Decryption.Left(String format) ->
          meters.count(
              "postern_decryption",
              "format",
              format,
              "outcome",
              "left",
              "integrity",
              "none",
              "signature",
              "none");
    }
  }
}
