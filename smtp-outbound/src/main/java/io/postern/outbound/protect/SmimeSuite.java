package io.postern.outbound.protect;

import io.postern.config.settings.EncryptionSettings.Content;
import io.postern.config.settings.EncryptionSettings.KeyTransport;

/**
 * With what a message to one recipient is encrypted.
 *
 * @param transport counts for RSA keys only
 * @param rung who chose it
 */
record SmimeSuite(Content content, KeyTransport transport, Rung rung) {
  /** The steps of the ladder, from the one that counts most. */
  enum Rung {
    POLICY("policy"),
    CAPABILITIES("capabilities"),
    DEFAULT("default");

    private final String label;

    Rung(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** What every reader reads (docs/interoperability.md). */
  static final SmimeSuite DEFAULT =
      new SmimeSuite(Content.AES_256_CBC, KeyTransport.RSA_PKCS1, Rung.DEFAULT);

  /** Whether it is AuthEnvelopedData (RFC 5083), and not EnvelopedData. */
  boolean authenticated() {
    return switch (content) {
      case AES_256_CBC -> false;
      case AES_128_GCM, AES_256_GCM -> true;
    };
  }
}
