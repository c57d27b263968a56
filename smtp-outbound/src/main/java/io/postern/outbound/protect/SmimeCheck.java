package io.postern.outbound.protect;

import io.postern.core.keys.SmimeCertificate;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1SetParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.AuthEnvelopedDataParser;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.EncryptedContentInfoParser;
import org.bouncycastle.asn1.cms.EnvelopedDataParser;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/**
 * Reads a wrapped message back before it may leave: one recipient and the right one, the cipher
 * that was meant, and, opened with the content's key that is still at hand, every octet that went
 * in. What it cannot see is whether the recipient's key opens the content's key.
 */
final class SmimeCheck {
  private static final int HEADER_LIMIT = 4 << 20;
  private static final int TAG = 16;

  private SmimeCheck() {}

  /**
   * @param enclosed what must be inside
   * @throws IOException where something is not as it must be
   */
  static void verify(
      Content wrapped,
      SmimeCertificate certificate,
      SmimeSuite suite,
      SecretKey key,
      Enclosed enclosed)
      throws IOException {
    try (InputStream in = Streams.buffered(wrapped)) {
      HeaderBlock.read(in, HEADER_LIMIT);
      int room = Streams.room(wrapped.size());
      ASN1SequenceParser cms = cms(Base64Lines.decoder(in, room), suite);
      if (suite.authenticated()) {
        AuthEnvelopedDataParser data = new AuthEnvelopedDataParser(cms);
        check(data.getRecipientInfos(), certificate);
        check(data.getAuthEncryptedContentInfo(), suite, key, enclosed, room);
        require(data.getAuthAttrs() == null, "attributes that nobody asked for");
        require(data.getMac().getOctetsLength() == TAG, "no whole tag");
      } else {
        EnvelopedDataParser data = new EnvelopedDataParser(cms);
        require(data.getVersion() != null, "no version");
        check(data.getRecipientInfos(), certificate);
        check(data.getEncryptedContentInfo(), suite, key, enclosed, room);
      }
    } catch (RuntimeException | GeneralSecurityException e) {
      throw new IOException("the S/MIME message cannot be read back", e);
    }
  }

  private static ASN1SequenceParser cms(InputStream cms, SmimeSuite suite) throws IOException {
    ContentInfoParser info =
        new ContentInfoParser((ASN1SequenceParser) new ASN1StreamParser(cms).readObject());
    ASN1ObjectIdentifier meant =
        suite.authenticated()
            ? CMSObjectIdentifiers.authEnvelopedData
            : CMSObjectIdentifiers.envelopedData;
    require(meant.equals(info.getContentType()), "another kind of CMS");
    return (ASN1SequenceParser) info.getContent(BERTags.SEQUENCE);
  }

  private static void check(ASN1SetParser infos, SmimeCertificate certificate)
      throws IOException, CertificateEncodingException {
    ASN1Set recipients = ASN1Set.getInstance(infos.toASN1Primitive());
    require(recipients.size() == 1, "not one recipient");
    require(
        name(RecipientInfo.getInstance(recipients.getObjectAt(0))).equals(name(certificate)),
        "another recipient");
  }

  private static void check(
      EncryptedContentInfoParser content,
      SmimeSuite suite,
      SecretKey key,
      Enclosed enclosed,
      int room)
      throws IOException, GeneralSecurityException {
    require(
        SmimeEnvelope.cipher(suite.content())
            .equals(content.getContentEncryptionAlgorithm().getAlgorithm()),
        "another cipher");
    Cipher cipher = decryption(suite, key, content.getContentEncryptionAlgorithm().getParameters());
    ASN1OctetStringParser octets =
        (ASN1OctetStringParser) content.getEncryptedContent(BERTags.OCTET_STRING);
    Streams.Measuring plain = new Streams.Measuring(OutputStream.nullOutputStream());
    byte[] buffer = new byte[room];
    byte[] opened = new byte[room + 2 * cipher.getBlockSize()];
    InputStream in = octets.getOctetStream();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      plain.write(opened, 0, cipher.update(buffer, 0, read, opened));
    }
    plain.write(opened, 0, cipher.doFinal(opened, 0));
    require(plain.measured().isSame(enclosed), "not the content");
  }

  /**
   * GCM as what it is underneath, counter mode (NIST SP 800-38D 7.1): the JDK's GCM holds all of
   * the plain text back until it has seen the tag, which is more memory than there may be.
   */
  private static Cipher decryption(SmimeSuite suite, SecretKey key, ASN1Encodable parameters)
      throws GeneralSecurityException {
    Cipher cipher;
    AlgorithmParameterSpec start;
    if (suite.authenticated()) {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      byte[] nonce = GCMParameters.getInstance(parameters).getNonce();
      byte[] counter = Arrays.copyOf(nonce, cipher.getBlockSize());
      counter[counter.length - 1] = 2;
      start = new IvParameterSpec(counter);
    } else {
      cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      start = new IvParameterSpec(ASN1OctetString.getInstance(parameters).getOctets());
    }
    cipher.init(Cipher.DECRYPT_MODE, key, start);
    return cipher;
  }

  private static IssuerAndSerialNumber name(RecipientInfo recipient) {
    return switch (recipient.getInfo()) {
      case KeyTransRecipientInfo transport ->
          IssuerAndSerialNumber.getInstance(transport.getRecipientIdentifier().getId());
      case KeyAgreeRecipientInfo agreement ->
          RecipientEncryptedKey.getInstance(agreement.getRecipientEncryptedKeys().getObjectAt(0))
              .getIdentifier()
              .getIssuerAndSerialNumber();
      default -> throw new IllegalStateException("a kind of recipient that we never make");
    };
  }

  private static IssuerAndSerialNumber name(SmimeCertificate certificate)
      throws CertificateEncodingException {
    return new IssuerAndSerialNumber(
        new JcaX509CertificateHolder(certificate.leaf()).toASN1Structure());
  }

  private static void require(boolean good, String otherwise) throws IOException {
    if (!good) {
      throw new IOException("the S/MIME message is not what it must be: " + otherwise);
    }
  }
}
