package io.postern.outbound.protect;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * EnvelopedData for one certificate. The content cipher is fixed: Bouncy Castle's generator would
 * take AES-GCM too and write an EnvelopedData that no standard knows. Bulk encryption and RSA run
 * on the JDK's provider, six times as fast; only the key derivation of ECDH needs Bouncy Castle's.
 *
 * <p>Standards: RFC 5652 6 (EnvelopedData), RFC 3370 4.2.1 (RSA), RFC 5753 3.1, 7.1.4 (ECDH, key
 * wrap).
 */
final class SmimeEnvelope {
  private static final ASN1ObjectIdentifier CONTENT_CIPHER = CMSAlgorithm.AES256_CBC;
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final int P384_BITS = 384;

  private SmimeEnvelope() {}

  /** Plain text goes in, BER goes out; closing ends the CMS, not the stream below. */
  static OutputStream open(OutputStream out, X509Certificate recipient) throws IOException {
    try {
      CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
      generator.addRecipientInfoGenerator(recipientInfo(recipient));
      return generator.open(
          new Streams.Uncloseable(out), new JceCMSContentEncryptorBuilder(CONTENT_CIPHER).build());
    } catch (CMSException | GeneralSecurityException e) {
      throw new IOException("the S/MIME envelope cannot be made", e);
    }
  }

  private static RecipientInfoGenerator recipientInfo(X509Certificate recipient)
      throws GeneralSecurityException {
    return switch (recipient.getPublicKey()) {
      case RSAPublicKey rsa -> new JceKeyTransRecipientInfoGenerator(recipient);
      case ECPublicKey ec -> keyAgreement(recipient, ec);
      default -> throw new GeneralSecurityException("neither RSA nor EC");
    };
  }

  private static RecipientInfoGenerator keyAgreement(X509Certificate recipient, ECPublicKey key)
      throws GeneralSecurityException {
    KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
    pairs.initialize(key.getParams());
    KeyPair ephemeral = pairs.generateKeyPair();
    boolean p384 = key.getParams().getCurve().getField().getFieldSize() == P384_BITS;
    return new JceKeyAgreeRecipientInfoGenerator(
            p384 ? CMSAlgorithm.ECDH_SHA384KDF : CMSAlgorithm.ECDH_SHA256KDF,
            ephemeral.getPrivate(),
            ephemeral.getPublic(),
            CMSAlgorithm.AES256_WRAP)
        .setProvider(BOUNCY_CASTLE)
        .addRecipient(recipient);
  }
}
