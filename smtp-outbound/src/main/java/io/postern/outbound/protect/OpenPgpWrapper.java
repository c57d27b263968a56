package io.postern.outbound.protect;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.OpenPgpKey;
import io.postern.core.keys.OpenPgpSigner;
import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * PGP/MIME to one recipient: the payload encrypted, signed inside where we hold a key for the
 * author.
 *
 * <p>Standards: RFC 3156 4, 6.2 (PGP/MIME, combined signature), RFC 9580 (OpenPGP), RFC 9788
 * (header protection).
 */
public final class OpenPgpWrapper implements Wrapper {
  private static final String PREFIX = "openpgp-";

  private final KeyDirectory keys;
  private final Path directory;

  /**
   * @param directory for wrapped messages too large for memory, ciphertext only; ours alone. What
   *     an earlier run left there is deleted.
   */
  public OpenPgpWrapper(KeyDirectory keys, Path directory) {
    this.keys = keys;
    this.directory = directory;
    Spill.sweep(directory, PREFIX);
  }

  @Override
  public Wrapped wrap(Envelope envelope, Recipient recipient, Content content, Outside outside)
      throws NotProtectableException, IOException {
    OpenPgpKey key = keyOf(recipient);
    Spill spill = new Spill(directory, PREFIX);
    try (Payload payload = Payload.of(content, outside.subject())) {
      Optional<OpenPgpSigner> signer =
          Author.vouchedFor(payload, envelope).flatMap(keys::openPgpSigner);
      outside.admit(() -> WrappedSize.openPgp(payload, key.encryption(), signer));
      OpenPgpMessage.Made made = write(spill, payload, key, signer);
      Content wrapped = spill.finish();
      OpenPgpCheck.verify(wrapped, key, signer.isPresent(), made);
      return new Wrapped(wrapped, details(key, signer), spill::discard);
    } catch (IOException | NotProtectableException | RuntimeException e) {
      spill.discard();
      throw e;
    }
  }

  private OpenPgpKey keyOf(Recipient recipient) throws NotProtectableException {
    return switch (keys.openPgp(recipient.mailbox())) {
      case KeyDecision.Use<OpenPgpKey> use -> use.key();
      case KeyDecision.Refuse<OpenPgpKey> refuse -> throw Refusals.of(refuse);
    };
  }

  private static OpenPgpMessage.Made write(
      Spill spill, Payload payload, OpenPgpKey key, Optional<OpenPgpSigner> signer)
      throws IOException {
    String boundary = Boundary.create();
    spill.write(payload.outerHeader());
    spill.write(ascii(before(boundary)));
    OpenPgpMessage.Made made = OpenPgpMessage.write(spill, payload, key, signer);
    spill.write(ascii("\r\n--" + boundary + "--\r\n"));
    return made;
  }

  private static String before(String boundary) {
    return "MIME-Version: 1.0\r\n"
        + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n"
        + " boundary=\""
        + boundary
        + "\"\r\n\r\n--"
        + boundary
        + "\r\n"
        + "Content-Type: application/pgp-encrypted\r\n"
        + "Content-Description: PGP/MIME version identification\r\n"
        + "\r\n"
        + "Version: 1\r\n"
        + "\r\n--"
        + boundary
        + "\r\n"
        + "Content-Type: application/octet-stream; name=\"encrypted.asc\"\r\n"
        + "Content-Description: OpenPGP encrypted message\r\n"
        + "Content-Disposition: inline; filename=\"encrypted.asc\"\r\n"
        + "\r\n";
  }

  private static Map<String, String> details(OpenPgpKey key, Optional<OpenPgpSigner> signer) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("key_fingerprint", key.fingerprint());
    details.put(
        "encryption_fingerprint", HexFormat.of().formatHex(key.encryption().getFingerprint()));
    details.put("key_algorithm", key.algorithm());
    details.put("content_encryption", key.seipdV2() ? "aes-256-ocb" : "aes-256-cfb-mdc");
    details.put("signed", signer.isPresent() ? "yes" : "no");
    signer.ifPresent(ours -> details.put("signer_fingerprint", ours.fingerprint()));
    return details;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
