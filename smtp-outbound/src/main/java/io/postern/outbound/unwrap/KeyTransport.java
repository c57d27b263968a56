package io.postern.outbound.unwrap;

import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;

/**
 * Content keys that are encrypted to an RSA key of ours. One that does not come out becomes a
 * random one, and the work goes on with that as with a good one: so nothing that could be measured
 * tells a wrong padding from a wrong content (RFC 3218 2.3.2, against Bleichenbacher's attack).
 */
final class KeyTransport {
  private static final SecureRandom RANDOM = new SecureRandom();

  private KeyTransport() {}

  static Recipient recipient(PrivateKey key, boolean authenticated, Provider content) {
    return authenticated
        ? new Authenticated(key).setContentProvider(content)
        : new Plain(key).setContentProvider(content);
  }

  /** A try at a key. */
  @FunctionalInterface
  private interface Extraction {
    Key key() throws CMSException;
  }

  private static Key orRandom(Extraction extraction, AlgorithmIdentifier content) {
    try {
      return extraction.key();
    } catch (CMSException | RuntimeException e) {
      return random(content); // see above: this is no fault that may be noticed
    }
  }

  private static Key random(AlgorithmIdentifier content) {
    byte[] bytes = new byte[octets(content.getAlgorithm())];
    RANDOM.nextBytes(bytes);
    return new SecretKeySpec(bytes, "AES");
  }

  private static int octets(ASN1ObjectIdentifier cipher) {
    if (cipher.equals(CMSAlgorithm.AES128_CBC) || cipher.equals(CMSAlgorithm.AES128_GCM)) {
      return 16;
    }
    return cipher.equals(CMSAlgorithm.AES192_CBC) || cipher.equals(CMSAlgorithm.AES192_GCM)
        ? 24
        : 32;
  }

  private static final class Plain extends JceKeyTransEnvelopedRecipient {
    Plain(PrivateKey key) {
      super(key);
      setKeySizeValidation(true);
    }

    @Override
    protected Key extractSecretKey(
        AlgorithmIdentifier transport, AlgorithmIdentifier content, byte[] encrypted) {
      return orRandom(() -> super.extractSecretKey(transport, content, encrypted), content);
    }
  }

  private static final class Authenticated extends JceKeyTransAuthEnvelopedRecipient {
    Authenticated(PrivateKey key) {
      super(key);
      setKeySizeValidation(true);
    }

    @Override
    protected Key extractSecretKey(
        AlgorithmIdentifier transport, AlgorithmIdentifier content, byte[] encrypted) {
      return orRandom(() -> super.extractSecretKey(transport, content, encrypted), content);
    }
  }
}
