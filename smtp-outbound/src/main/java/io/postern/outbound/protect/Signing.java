package io.postern.outbound.protect;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.keys.SmimeSigner;
import io.postern.core.model.Mailbox;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * Who signs an S/MIME message, and where answers go.
 *
 * @param answers the certificate that answers are to be encrypted to; empty where none is known
 */
record Signing(SmimeSigner signer, Optional<SmimeCertificate> answers) {
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;

  static Optional<Signing> by(Mailbox author, KeyDirectory keys) {
    return keys.smimeSigner(author)
        .map(signer -> new Signing(signer, ownOf(author, keys).or(() -> usable(signer))));
  }

  private static Optional<SmimeCertificate> ownOf(Mailbox author, KeyDirectory keys) {
    return switch (keys.smime(author)) {
      case KeyDecision.Use<SmimeCertificate>(SmimeCertificate certificate) ->
          Optional.of(certificate);
      case KeyDecision.Refuse<SmimeCertificate> _ -> Optional.empty();
    };
  }

  /** The signer's own certificate, where it is meant for encryption too (RFC 8550 4.4.2). */
  private static Optional<SmimeCertificate> usable(SmimeSigner signer) {
    boolean[] usage = signer.certificate().leaf().getKeyUsage();
    boolean rsa = signer.certificate().leaf().getPublicKey() instanceof RSAPublicKey;
    boolean encrypts = usage == null || usage[rsa ? KEY_ENCIPHERMENT : KEY_AGREEMENT];
    return encrypts ? Optional.of(signer.certificate()) : Optional.empty();
  }
}
