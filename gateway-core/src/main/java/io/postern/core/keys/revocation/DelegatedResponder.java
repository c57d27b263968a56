package io.postern.core.keys.revocation;

import io.postern.core.keys.revocation.PkixVerdict.Pair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Who signed an OCSP answer in the authority's stead. The JDK sees to its issuer, its time and its
 * OCSPSigning usage; whether it was revoked itself is left to us (RFC 6960 4.2.2.2.1): not where it
 * says id-pkix-ocsp-nocheck, else by the CRLs that it names. One that names none counts.
 */
final class DelegatedResponder {
  private DelegatedResponder() {}

  /** What is wrong with who signed an answer that the JDK takes, blocking. */
  static Optional<RevocationStatus> objection(byte[] answer, Pair pair, CrlShelf lists) {
    try {
      return new OCSPResp(answer).getResponseObject() instanceof BasicOCSPResp basic
          ? signer(basic, pair.issuer()).flatMap(signer -> objection(signer, pair.issuer(), lists))
          : Optional.empty();
    } catch (IOException | OCSPException | GeneralSecurityException | RuntimeException e) {
      return Optional.of(new RevocationStatus.Unknown("the OCSP answer cannot be read"));
    }
  }

  private static Optional<RevocationStatus> objection(
      X509Certificate signer, X509Certificate issuer, CrlShelf lists) {
    boolean asked =
        signer.getExtensionValue(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId()) == null
            && signer.getExtensionValue(RevocationUrls.DISTRIBUTION_POINTS) != null;
    boolean good =
        !asked
            || RevocationUrls.lists(signer).stream()
                .anyMatch(list ->
                    lists.ask(list, new Pair(signer, issuer)) instanceof RevocationStatus.Good);
    return good
        ? Optional.empty()
        : Optional.of(
            new RevocationStatus.Unknown("the responder's certificate is not known to be good"));
  }

  private static Optional<X509Certificate> signer(BasicOCSPResp basic, X509Certificate issuer)
      throws GeneralSecurityException, IOException {
    Optional<X509CertificateHolder> found =
        Stream.of(basic.getCerts()).filter(held -> signed(held, basic)).findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    X509Certificate signer =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(found.get().getEncoded()));
    return signer.getPublicKey().equals(issuer.getPublicKey())
        ? Optional.empty()
        : Optional.of(signer);
  }

  private static boolean signed(X509CertificateHolder held, BasicOCSPResp basic) {
    try {
      return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(held));
    } catch (GeneralSecurityException | OperatorCreationException | OCSPException e) {
      return false; // not the one who signed
    }
  }
}
