package io.postern.outbound.protect;

import io.postern.core.keys.SmimeCertificate;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.bouncycastle.asn1.cms.EncryptedContentInfoParser;
import org.bouncycastle.asn1.cms.EnvelopedDataParser;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/**
 * Reads a wrapped message back as a receiver without the key sees it, before it may leave: one
 * recipient and the right one, the cipher that was meant, all of the content.
 */
final class SmimeCheck {
  private static final int HEADER_LIMIT = 4 << 20;
  private static final int BUFFER = 64 << 10;
  private static final int BLOCK = 16;

  private SmimeCheck() {}

  /**
   * @param enclosed bytes of plain text that must be inside
   * @throws IOException where something is not as it must be
   */
  static void verify(Content wrapped, SmimeCertificate certificate, long enclosed)
      throws IOException {
    try (InputStream in = new BufferedInputStream(wrapped.open(), BUFFER)) {
      HeaderBlock.read(in, HEADER_LIMIT);
      InputStream cms = new BufferedInputStream(Base64.getMimeDecoder().wrap(in), BUFFER);
      EnvelopedDataParser enveloped = enveloped(cms);
      require(enveloped.getVersion() != null, "no version");
      ASN1Set recipients = ASN1Set.getInstance(enveloped.getRecipientInfos().toASN1Primitive());
      require(recipients.size() == 1, "not one recipient");
      require(
          name(RecipientInfo.getInstance(recipients.getObjectAt(0))).equals(name(certificate)),
          "another recipient");
      checkContent(enveloped.getEncryptedContentInfo(), enclosed);
    } catch (RuntimeException | CertificateEncodingException e) {
      throw new IOException("the S/MIME message cannot be read back", e);
    }
  }

  private static EnvelopedDataParser enveloped(InputStream cms) throws IOException {
    ContentInfoParser info =
        new ContentInfoParser((ASN1SequenceParser) new ASN1StreamParser(cms).readObject());
    require(CMSObjectIdentifiers.envelopedData.equals(info.getContentType()), "no EnvelopedData");
    return new EnvelopedDataParser((ASN1SequenceParser) info.getContent(BERTags.SEQUENCE));
  }

  private static void checkContent(EncryptedContentInfoParser content, long enclosed)
      throws IOException {
    require(
        NISTObjectIdentifiers.id_aes256_CBC.equals(
            content.getContentEncryptionAlgorithm().getAlgorithm()),
        "another cipher");
    ASN1OctetStringParser octets =
        (ASN1OctetStringParser) content.getEncryptedContent(BERTags.OCTET_STRING);
    long length = octets.getOctetStream().transferTo(OutputStream.nullOutputStream());
    // RFC 5652 6.3: padded to the next full block, by at least one byte.
    require(length == (enclosed / BLOCK + 1) * BLOCK, "not all of the content");
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
