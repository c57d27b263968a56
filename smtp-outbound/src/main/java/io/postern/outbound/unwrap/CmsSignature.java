package io.postern.outbound.unwrap;

import io.postern.core.keys.SmimeCertificate;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Mailbox;
import io.postern.outbound.content.CanonicalLines;
import io.postern.outbound.protect.Base64Lines;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataParser;
import org.bouncycastle.cms.CMSTypedStream;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;

/**
 * The S/MIME signature around a whole entity, as {@code multipart/signed} or as CMS that holds what
 * it signs. A signature further inside is none: it covers a part of what is shown.
 *
 * <p>Standards: RFC 8551 3.5, RFC 5652 5, RFC 1847 2.1.
 */
final class CmsSignature {
  private static final int BUFFER = 64 << 10;
  private static final int LARGEST = 1 << 20;
  private static final int AUTHORITIES = 8;
  private static final int LARGEST_RSA_BITS = 8192;
  private static final int LARGEST_EC_BITS = 521;
  private static final Set<String> DIGESTS =
      Set.of(
          NISTObjectIdentifiers.id_sha256.getId(),
          NISTObjectIdentifiers.id_sha384.getId(),
          NISTObjectIdentifiers.id_sha512.getId());

  private final BiPredicate<SmimeCertificate, Mailbox> theirs;
  private final Optional<Mailbox> from;

  /**
   * @param theirs whether a certificate may sign for an address
   * @param from the author that is shown; empty where it is not certain, and nothing is valid then
   */
  CmsSignature(BiPredicate<SmimeCertificate, Mailbox> theirs, Optional<Mailbox> from) {
    this.theirs = theirs;
    this.from = from;
  }

  /**
   * What was signed, or what would be shown where nothing was.
   *
   * @param payload the header of it
   */
  record Examined(Signature signature, HeaderBlock payload) {}

  /** Reads the whole entity. */
  Examined examine(Entity entity) throws IOException {
    if (entity.type().isSigned()) {
      return multipart(entity);
    }
    return entity.type().isCmsSigned()
        ? opaque(entity)
        : new Examined(Signature.NONE, entity.header());
  }

  /** Twice, for the signature comes last and the text is too long to be kept. */
  private Examined multipart(Entity entity) throws IOException {
    try {
      Optional<byte[]> cms = detached(entity);
      try (InputStream body = entity.body()) {
        InputStream part = new Multipart(body, entity.type().boundary()).next();
        Glimpse glimpse = new Glimpse(part);
        Signature signature =
            cms.isEmpty() ? Signature.UNVERIFIED : verify(cms.get(), new CMSTypedStream(glimpse));
        glimpse.transferTo(OutputStream.nullOutputStream());
        return new Examined(signature, glimpse.header());
      }
    } catch (MalformedException e) {
      return new Examined(Signature.INVALID, entity.header());
    }
  }

  /** Empty where it is no S/MIME, or something was put around what it covers. */
  private static Optional<byte[]> detached(Entity entity) throws IOException, MalformedException {
    try (InputStream body = entity.body()) {
      Multipart parts = new Multipart(body, entity.type().boundary());
      parts.next();
      InputStream second = parts.next();
      MediaType type = MediaType.of(HeaderBlock.read(second, LARGEST));
      byte[] octets = second.readNBytes(LARGEST);
      if (second.read() >= 0) {
        throw new IOException("more than a signature");
      }
      boolean alone = !parts.endsWithStrayText();
      return type.isCmsSignature() && type.encoding().equals("base64") && alone
          ? Optional.of(
              Base64Lines.decoder(new ByteArrayInputStream(octets), BUFFER).readAllBytes())
          : Optional.empty();
    } catch (IOException e) {
      throw new MalformedException(e);
    }
  }

  /** Whatever an enemy may have made of it; the store's faults are not among those. */
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(Throwable cause) {
      super(cause);
    }
  }

  private Signature verify(byte[] cms, CMSTypedStream signed) {
    try {
      return verify(new CMSSignedDataParser(digests(), signed, cms));
    } catch (CMSException | IOException | OperatorCreationException | RuntimeException e) {
      return Signature.INVALID;
    }
  }

  private Examined opaque(Entity entity) throws IOException {
    try (InputStream body = entity.body()) {
      InputStream octets = decoded(entity, body);
      Budget budget = new Budget(new BufferedInputStream(octets, BUFFER));
      CMSSignedDataParser parser = new CMSSignedDataParser(digests(), budget);
      CMSTypedStream content = parser.getSignedContent();
      if (content == null) {
        return new Examined(Signature.INVALID, entity.header());
      }
      Glimpse glimpse = new Glimpse(new CanonicalLines(content.getContentStream()));
      drain(glimpse, budget);
      return new Examined(verify(parser), glimpse.header());
    } catch (CMSException | OperatorCreationException | IOException | RuntimeException e) {
      return new Examined(Signature.INVALID, entity.header());
    }
  }

  private static InputStream decoded(Entity entity, InputStream body) throws IOException {
    return switch (entity.type().encoding()) {
      case "base64" -> Base64Lines.decoder(body, BUFFER);
      case "7bit", "8bit", "binary" -> body;
      default -> throw new IOException("an encoding that its reader may take off");
    };
  }

  private static void drain(InputStream in, Budget budget) throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (in.read(buffer) >= 0) {
      budget.renew();
    }
  }

  private static DigestCalculatorProvider digests() throws OperatorCreationException {
    return new JcaDigestCalculatorProviderBuilder().build();
  }

  /** One signer, whose name for everything is in the signed attributes (RFC 5652 5.3). */
  private Signature verify(CMSSignedDataParser parser)
      throws CMSException, IOException, OperatorCreationException {
    CMSTypedStream content = parser.getSignedContent();
    if (content != null) {
      content.drain();
    }
    Store<?> certificates = parser.getCertificates();
    Collection<SignerInformation> signers = parser.getSignerInfos().getSigners();
    if (signers.size() != 1) {
      return Signature.UNVERIFIED;
    }
    SignerInformation signer = signers.iterator().next();
    boolean known =
        DIGESTS.contains(signer.getDigestAlgOID()) && signer.getSignedAttributes() != null;
    Optional<SmimeCertificate> certificate =
        certificate(signer, certificates).filter(CmsSignature::isQuick);
    if (!known || certificate.isEmpty()) {
      return Signature.UNVERIFIED;
    }
    boolean matches =
        signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate.get().leaf()));
    return matches ? judged(certificate.get()) : Signature.INVALID;
  }

  /** Anybody may choose a key for which it takes hours to verify, as DSA with a huge prime. */
  private static boolean isQuick(SmimeCertificate certificate) {
    return switch (certificate.leaf().getPublicKey()) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() <= LARGEST_RSA_BITS;
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() <= LARGEST_EC_BITS;
      default -> false;
    };
  }

  private Signature judged(SmimeCertificate certificate) {
    boolean known = from.filter(author -> theirs.test(certificate, author)).isPresent();
    return known ? Signature.valid(certificate.fingerprint()) : Signature.UNVERIFIED;
  }

  private static Optional<SmimeCertificate> certificate(
      SignerInformation signer, Store<?> certificates) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    Optional<X509Certificate> leaf = Optional.empty();
    for (Object each : certificates.getMatches(null)) {
      if (!(each instanceof X509CertificateHolder holder)) {
        continue;
      }
      if (leaf.isEmpty() && signer.getSID().match(holder)) {
        leaf = Optional.of(parsed(holder));
      } else if (chain.size() < AUTHORITIES) {
        chain.add(parsed(holder));
      }
    }
    return leaf.map(certificate -> new SmimeCertificate(certificate, chain));
  }

  private static X509Certificate parsed(X509CertificateHolder holder) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    } catch (CertificateException e) {
      throw new IOException("a certificate that cannot be read", e);
    }
  }
}
