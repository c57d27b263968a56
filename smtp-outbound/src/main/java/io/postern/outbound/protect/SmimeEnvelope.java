package io.postern.outbound.protect;

import io.postern.config.settings.EncryptionSettings.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;

/**
 * The CMS for one certificate: EnvelopedData for CBC and AuthEnvelopedData for GCM. Never the one
 * with the other's cipher: Bouncy Castle's generator would take AES-GCM too and write an
 * EnvelopedData that no standard knows. Bulk encryption and RSA run on the JDK's provider, six
 * times as fast; only the key derivation of ECDH needs Bouncy Castle's.
 *
 * <p>Standards: RFC 5652 6 (EnvelopedData), RFC 5083 (AuthEnvelopedData), RFC 5084 (GCM), RFC 3370
 * 4.2.1 (RSA), RFC 4055 4.1 (OAEP), RFC 5753 3.1, 7.1.4 (ECDH, key wrap).
 *
 * @param stream plain text goes in; closing it ends the CMS, not the stream below
 * @param key of the content, for reading it back
 */
record SmimeEnvelope(OutputStream stream, SecretKey key) {
  /** Octets of content in one BER segment; Bouncy Castle's own 1,000 would cost a half percent. */
  static final int SEGMENT = 16 << 10;

  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int P384_BITS = 384;
  private static final int BLOCK = 16;

  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
  private static final AlgorithmIdentifier OAEP =
      new AlgorithmIdentifier(
          PKCSObjectIdentifiers.id_RSAES_OAEP,
          new RSAESOAEPparams(
              SHA256,
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA256),
              RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));

  static SmimeEnvelope open(OutputStream out, X509Certificate recipient, SmimeSuite suite)
      throws IOException {
    try {
      SecretKey key = newKey(suite.content());
      OutputEncryptor encryptor = encryptor(suite.content(), key);
      RecipientInfoGenerator to = recipientInfo(recipient, suite);
      OutputStream below = new Streams.Uncloseable(out);
      return new SmimeEnvelope(
          suite.authenticated()
              ? authEnveloped(below, to, (OutputAEADEncryptor) encryptor)
              : enveloped(below, to, encryptor),
          key);
    } catch (CMSException | GeneralSecurityException e) {
      throw new IOException("the S/MIME envelope cannot be made", e);
    }
  }

  /** Asked for the IV of CBC, Bouncy Castle throws and catches an exception for each message. */
  private static OutputEncryptor encryptor(Content content, SecretKey key)
      throws CMSException, GeneralSecurityException {
    JceCMSContentEncryptorBuilder builder = new JceCMSContentEncryptorBuilder(cipher(content));
    if (content == Content.AES_256_CBC) {
      byte[] iv = new byte[BLOCK];
      RANDOM.nextBytes(iv);
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("AES");
      parameters.init(new IvParameterSpec(iv));
      builder.setAlgorithmParameters(parameters);
    }
    return builder.build(key);
  }

  /** The cipher's name in CMS. */
  static ASN1ObjectIdentifier cipher(Content content) {
    return switch (content) {
      case AES_256_CBC -> CMSAlgorithm.AES256_CBC;
      case AES_128_GCM -> CMSAlgorithm.AES128_GCM;
      case AES_256_GCM -> CMSAlgorithm.AES256_GCM;
    };
  }

  private static SecretKey newKey(Content content) throws GeneralSecurityException {
    KeyGenerator keys = KeyGenerator.getInstance("AES");
    keys.init(
        switch (content) {
          case AES_128_GCM -> 128;
          case AES_256_CBC, AES_256_GCM -> 256;
        });
    return keys.generateKey();
  }

  private static OutputStream enveloped(
      OutputStream out, RecipientInfoGenerator to, OutputEncryptor encryptor)
      throws CMSException, IOException {
    CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
    generator.setBufferSize(SEGMENT);
    generator.addRecipientInfoGenerator(to);
    return generator.open(out, encryptor);
  }

  private static OutputStream authEnveloped(
      OutputStream out, RecipientInfoGenerator to, OutputAEADEncryptor encryptor)
      throws CMSException, IOException {
    CMSAuthEnvelopedDataStreamGenerator generator = new CMSAuthEnvelopedDataStreamGenerator();
    generator.setBufferSize(SEGMENT);
    generator.addRecipientInfoGenerator(to);
    return generator.open(out, encryptor);
  }

  private static RecipientInfoGenerator recipientInfo(X509Certificate recipient, SmimeSuite suite)
      throws GeneralSecurityException {
    return switch (recipient.getPublicKey()) {
      case RSAPublicKey rsa ->
          switch (suite.transport()) {
            case RSA_PKCS1 -> new JceKeyTransRecipientInfoGenerator(recipient);
            case RSA_OAEP -> new JceKeyTransRecipientInfoGenerator(recipient, OAEP);
          };
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
