package io.postern.outbound.protect;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.keys.SmimeSigner;
import io.postern.core.model.Envelope;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * S/MIME to one recipient: an envelope around the payload, signed inside where we hold a key for
 * the author. One CMS per recipient, for one key-agreement entry makes older readers refuse the
 * whole message for everybody. The algorithms are those that the recipient reads.
 *
 * <p>Standards: RFC 8551 (S/MIME 4.0), RFC 5652 (CMS), RFC 5753 (ECDH), RFC 9788 (header
 * protection).
 */
public final class SmimeWrapper implements Wrapper {
  private static final String PREFIX = "smime-";
  private static final int LINE = 76;
  private final KeyDirectory keys;
  private final SmimeLadder ladder;
  private final Path directory;

  /** What an envelope is opened with again, and what must be in it. */
  private record Made(SecretKey key, Enclosed enclosed) {}

  /**
   * @param directory for wrapped messages too large for memory, ciphertext only; ours alone. What
   *     an earlier run left there is deleted.
   */
  public SmimeWrapper(KeyDirectory keys, SmimeLadder ladder, Path directory) {
    this.keys = keys;
    this.ladder = ladder;
    this.directory = directory;
    Spill.sweep(directory, PREFIX);
  }

  @Override
  public Wrapped wrap(Envelope envelope, Recipient recipient, Content content, Outside outside)
      throws NotProtectableException, IOException {
    SmimeCertificate certificate = certificateOf(recipient);
    SmimeSuite suite = ladder.suite(recipient.mailbox());
    Spill spill = new Spill(directory, PREFIX);
    try (Payload payload = Payload.of(content, outside.subject())) {
      Optional<Signing> signing =
          Author.vouchedFor(payload, envelope).flatMap(author -> Signing.by(author, keys));
      outside.admit(() -> WrappedSize.smime(payload, certificate, signing));
      Made made = write(spill, payload, certificate, suite, signing);
      Content wrapped = spill.finish();
      SmimeCheck.verify(wrapped, certificate, suite, made.key(), made.enclosed());
      return new Wrapped(
          wrapped, details(certificate, suite, signing.map(Signing::signer)), spill::discard);
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

  private static Made write(
      Spill spill,
      Payload payload,
      SmimeCertificate certificate,
      SmimeSuite suite,
      Optional<Signing> signing)
      throws IOException {
    spill.write(payload.outerHeader());
    spill.write(bodyFields(suite).getBytes(StandardCharsets.US_ASCII));
    try (OutputStream base64 = new Base64Lines.Encoder(spill, LINE, payload.most())) {
      return encrypt(base64, payload, certificate, suite, signing);
    }
  }

  private static String bodyFields(SmimeSuite suite) {
    return "MIME-Version: 1.0\r\n"
        + "Content-Type: application/pkcs7-mime; smime-type="
        + (suite.authenticated() ? "authEnveloped-data" : "enveloped-data")
        + ";\r\n name=\"smime.p7m\"\r\n"
        + "Content-Transfer-Encoding: base64\r\n"
        + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n"
        + "\r\n";
  }

  private static Made encrypt(
      OutputStream out,
      Payload payload,
      SmimeCertificate certificate,
      SmimeSuite suite,
      Optional<Signing> signing)
      throws IOException {
    SmimeEnvelope envelope = SmimeEnvelope.open(out, certificate.leaf(), suite);
    Streams.Measuring plain = new Streams.Measuring(envelope.stream());
    try (OutputStream _ = envelope.stream()) {
      if (signing.isPresent()) {
        SmimeSignature.write(plain, payload, signing.get());
      } else {
        payload.writeTo(plain);
      }
    }
    return new Made(envelope.key(), plain.measured());
  }

  private static Map<String, String> details(
      SmimeCertificate certificate, SmimeSuite suite, Optional<SmimeSigner> signer) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("certificate_sha256", certificate.fingerprint());
    details.put("key_algorithm", certificate.algorithm());
    details.put("content_encryption", suite.content().label());
    if (certificate.leaf().getPublicKey() instanceof RSAPublicKey) {
      details.put("key_transport", suite.transport().label());
    }
    details.put("algorithms_by", suite.rung().label());
    details.put("signed", signer.isPresent() ? "yes" : "no");
    signer.ifPresent(key -> details.put("signer_sha256", key.certificate().fingerprint()));
    signer.ifPresent(key -> details.put("signer_algorithm", key.certificate().algorithm()));
    return details;
  }
}
