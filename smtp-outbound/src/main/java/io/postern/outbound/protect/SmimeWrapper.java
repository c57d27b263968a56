package io.postern.outbound.protect;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.keys.SmimeSigner;
import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * S/MIME to one recipient: AES-256-CBC EnvelopedData around the payload, signed inside where we
 * hold a key for the author. One CMS per recipient, for one key-agreement entry makes older readers
 * refuse the whole message for everybody. CBC, because the authenticated modes are read by almost
 * nobody (docs/encryption.md).
 *
 * <p>Standards: RFC 8551 (S/MIME 4.0), RFC 5652 (CMS), RFC 5753 (ECDH), RFC 9788 (header
 * protection).
 */
public final class SmimeWrapper implements Wrapper {
  private static final String PREFIX = "smime-";
  private static final byte[] CRLF = {'\r', '\n'};
  private static final int LINE = 76;
  private static final int BUFFER = 32 << 10;
  private static final String BODY_FIELDS =
      "MIME-Version: 1.0\r\n"
          + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n"
          + " name=\"smime.p7m\"\r\n"
          + "Content-Transfer-Encoding: base64\r\n"
          + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n"
          + "\r\n";

  private final KeyDirectory keys;
  private final Path directory;

  /**
   * @param directory for wrapped messages too large for memory, ciphertext only; ours alone. What
   *     an earlier run left there is deleted.
   */
  public SmimeWrapper(KeyDirectory keys, Path directory) {
    this.keys = keys;
    this.directory = directory;
    Spill.sweep(directory, PREFIX);
  }

  @Override
  public Wrapped wrap(Envelope envelope, Recipient recipient, Content content, String subject)
      throws NotProtectableException, IOException {
    SmimeCertificate certificate = certificateOf(recipient);
    Spill spill = new Spill(directory, PREFIX);
    try (Payload payload = Payload.of(content, subject)) {
      Optional<SmimeSigner> signer =
          Author.vouchedFor(payload, envelope).flatMap(keys::smimeSigner);
      long enclosed = write(spill, payload, certificate, signer);
      Content wrapped = spill.finish();
      SmimeCheck.verify(wrapped, certificate, enclosed);
      return new Wrapped(wrapped, details(certificate, signer), spill::discard);
    } catch (IOException | NotProtectableException | RuntimeException e) {
      spill.discard();
      throw e;
    }
  }

  private SmimeCertificate certificateOf(Recipient recipient) throws NotProtectableException {
    return switch (keys.smime(recipient.mailbox())) {
      case KeyDecision.Use<SmimeCertificate> use -> use.key();
      case KeyDecision.Refuse<SmimeCertificate> refuse -> throw Refusals.of(refuse);
    };
  }

  private static long write(
      Spill spill, Payload payload, SmimeCertificate certificate, Optional<SmimeSigner> signer)
      throws IOException {
    OutputStream out = new BufferedOutputStream(spill, BUFFER);
    out.write(payload.outerHeader());
    out.write(BODY_FIELDS.getBytes(StandardCharsets.US_ASCII));
    long enclosed;
    // The encoder holds back up to two bytes until it is closed.
    try (OutputStream base64 =
        Base64.getMimeEncoder(LINE, CRLF).wrap(new Streams.Uncloseable(out))) {
      enclosed = encrypt(base64, payload, certificate, signer);
    }
    out.write(CRLF);
    out.flush();
    return enclosed;
  }

  private static long encrypt(
      OutputStream out, Payload payload, SmimeCertificate certificate, Optional<SmimeSigner> signer)
      throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER);
    Streams.Counting counting;
    try (OutputStream cms = SmimeEnvelope.open(buffered, certificate.leaf())) {
      counting = new Streams.Counting(cms);
      if (signer.isPresent()) {
        SmimeSignature.write(counting, payload, signer.get());
      } else {
        payload.writeTo(counting);
      }
    }
    buffered.flush();
    return counting.count();
  }

  private static Map<String, String> details(
      SmimeCertificate certificate, Optional<SmimeSigner> signer) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("certificate_sha256", certificate.fingerprint());
    details.put("key_algorithm", certificate.algorithm());
    details.put("content_encryption", "aes-256-cbc");
    details.put("signed", signer.isPresent() ? "yes" : "no");
    signer.ifPresent(key -> details.put("signer_sha256", key.certificate().fingerprint()));
    signer.ifPresent(key -> details.put("signer_algorithm", key.certificate().algorithm()));
    return details;
  }
}
