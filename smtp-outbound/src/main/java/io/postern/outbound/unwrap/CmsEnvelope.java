package io.postern.outbound.unwrap;

import io.postern.core.keys.SmimeDecryptor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataParser;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Opens CMS that is encrypted to a key of ours: EnvelopedData with AES-CBC, AuthEnvelopedData with
 * AES-GCM, and neither with the other's cipher, which would pass the one off as the other.
 *
 * <p>GCM goes through Bouncy Castle, for the JDK's holds all of the plain text in memory until it
 * has seen the tag. What comes out before that is only written to what the caller keeps closed.
 *
 * <p>Standards: RFC 5652 6, RFC 5083, RFC 5084, RFC 3370 4.2.1, RFC 4055 4.1, RFC 5753.
 */
final class CmsEnvelope {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final Provider JDK = Security.getProvider("SunJCE");
  private static final int OBJECT_IDENTIFIER_ENDS = 64;
  private static final int BUFFER = 64 << 10;
  private static final int LEAST_TAG = 12;
  private static final Set<ASN1ObjectIdentifier> CBC =
      Set.of(CMSAlgorithm.AES128_CBC, CMSAlgorithm.AES192_CBC, CMSAlgorithm.AES256_CBC);
  private static final Set<ASN1ObjectIdentifier> GCM =
      Set.of(CMSAlgorithm.AES128_GCM, CMSAlgorithm.AES192_GCM, CMSAlgorithm.AES256_GCM);

  private CmsEnvelope() {}

  /**
   * What opened it.
   *
   * @param key fingerprint of the certificate
   * @param authenticated whether a tag was checked over all of it
   */
  record Opened(String key, boolean authenticated) {}

  /**
   * @param plain gets the content; worth nothing unless this returns
   * @throws IOException where it cannot be opened, for whatever reason
   */
  static Opened open(InputStream cms, List<SmimeDecryptor> keys, OutputStream plain)
      throws IOException {
    try {
      BufferedInputStream in = new BufferedInputStream(cms, BUFFER);
      boolean authenticated = isAuthenticated(in);
      Budget budget = new Budget(in);
      RecipientInformationStore to = authenticated ? authEnveloped(budget) : enveloped(budget);
      Match match = match(to, keys);
      Recipient recipient = recipient(match, authenticated);
      copy(match.info().getContentStream(recipient).getContentStream(), budget, plain);
      return new Opened(match.key().certificate().fingerprint(), authenticated);
    } catch (CMSException | RuntimeException e) {
      throw new IOException("the CMS cannot be opened", e);
    }
  }

  private static boolean isAuthenticated(BufferedInputStream in) throws IOException {
    in.mark(OBJECT_IDENTIFIER_ENDS);
    ContentInfoParser info =
        new ContentInfoParser((ASN1SequenceParser) new ASN1StreamParser(in).readObject());
    ASN1ObjectIdentifier type = info.getContentType();
    in.reset();
    return type.equals(CMSObjectIdentifiers.authEnvelopedData);
  }

  private static RecipientInformationStore enveloped(InputStream in)
      throws CMSException, IOException {
    CMSEnvelopedDataParser parser = new CMSEnvelopedDataParser(in);
    require(CBC.contains(parser.getContentEncryptionAlgorithm().getAlgorithm()));
    return parser.getRecipientInfos();
  }

  private static RecipientInformationStore authEnveloped(InputStream in)
      throws CMSException, IOException {
    CMSAuthEnvelopedDataParser parser = new CMSAuthEnvelopedDataParser(in);
    AlgorithmIdentifier cipher = parser.getEncryptionAlgOID();
    require(GCM.contains(cipher.getAlgorithm()));
    // RFC 5084 3.2; Bouncy Castle takes four octets too, which can be guessed
    require(GCMParameters.getInstance(cipher.getParameters()).getIcvLen() >= LEAST_TAG);
    return parser.getRecipientInfos();
  }

  private record Match(SmimeDecryptor key, RecipientInformation info) {}

  /** The first alone is tried: an enemy may name us in a thousand entries. */
  private static Match match(RecipientInformationStore to, List<SmimeDecryptor> keys)
      throws IOException {
    for (SmimeDecryptor key : keys) {
      for (RecipientInformation info : to.getRecipients(name(key.certificate().leaf()))) {
        return new Match(key, info);
      }
    }
    throw new IOException("encrypted to nobody that we hold a key of");
  }

  private static RecipientId name(X509Certificate certificate) {
    return certificate.getPublicKey() instanceof RSAPublicKey
        ? new JceKeyTransRecipientId(certificate)
        : new JceKeyAgreeRecipientId(certificate);
  }

  private static Recipient recipient(Match match, boolean authenticated) throws IOException {
    Provider content = authenticated ? BOUNCY_CASTLE : JDK;
    return switch (match.info()) {
      case KeyTransRecipientInformation _ ->
          KeyTransport.recipient(match.key().privateKey(), authenticated, content);
      case KeyAgreeRecipientInformation _ ->
          authenticated
              ? new JceKeyAgreeAuthEnvelopedRecipient(match.key().privateKey())
                  .setProvider(BOUNCY_CASTLE)
                  .setContentProvider(content)
              : new JceKeyAgreeEnvelopedRecipient(match.key().privateKey())
                  .setProvider(BOUNCY_CASTLE)
                  .setContentProvider(content);
      default -> throw new IOException("a kind of recipient that has no certificate");
    };
  }

  private static void copy(InputStream content, Budget budget, OutputStream plain)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    int count;
    while ((count = content.read(buffer)) >= 0) {
      plain.write(buffer, 0, count);
      budget.renew();
    }
  }

  private static void require(boolean good) throws IOException {
    if (!good) {
      throw new IOException("a cipher that does not belong there");
    }
  }
}
