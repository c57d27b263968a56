package io.postern.core.keys.revocation;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CRLReason;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.Extension;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JDK's judgement of what an authority answered: signature, the responder's right to speak,
 * dates, nonce, the CRL's issuer and scope. One certificate under its issuer at a time, and the
 * answer always at hand, because the JDK fetches what is missing from wherever the certificate
 * says.
 */
final class PkixVerdict {
  private PkixVerdict() {}

  /**
   * By OCSP.
   *
   * @param good what is concluded where the answer counts and does not say that it is revoked
   */
  static RevocationStatus ocsp(
      byte[] answer, List<Extension> sent, Pair pair, Instant at, RevocationStatus good) {
    try {
      PKIXRevocationChecker checker =
          (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX").getRevocationChecker();
      checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
      checker.setOcspResponses(Map.of(pair.certificate(), answer));
      checker.setOcspExtensions(sent);
      PKIXParameters parameters = parameters(pair, at);
      parameters.addCertPathChecker(checker);
      return validated(pair, parameters, good);
    } catch (GeneralSecurityException | RuntimeException e) {
      return new RevocationStatus.Unknown("the OCSP answer cannot be judged");
    }
  }

  /** By CRL. */
  static RevocationStatus crl(X509CRL crl, Pair pair, Instant at, RevocationStatus good) {
    try {
      PKIXParameters parameters = parameters(pair, at);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(crl))));
      return validated(pair, parameters, good);
    } catch (GeneralSecurityException | RuntimeException e) {
      return new RevocationStatus.Unknown("the CRL cannot be judged");
    }
  }

  private static PKIXParameters parameters(Pair pair, Instant at)
      throws InvalidAlgorithmParameterException {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(pair.issuer(), null)));
    parameters.setDate(Date.from(at));
    parameters.setRevocationEnabled(true);
    return parameters;
  }

  private static RevocationStatus validated(
      Pair pair, PKIXParameters parameters, RevocationStatus good) throws GeneralSecurityException {
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(pair.certificate())),
              parameters);
      return good;
    } catch (CertPathValidatorException e) {
      return e.getReason() == BasicReason.REVOKED
              && e.getCause() instanceof CertificateRevokedException revoked
          ? new RevocationStatus.Revoked(
              revoked.getRevocationDate().toInstant(),
              name(revoked.getRevocationReason()),
              revoked.getRevocationReason() != CRLReason.CERTIFICATE_HOLD)
          : new RevocationStatus.Unknown("the authority's answer does not count: " + e.getReason());
    }
  }

  /** As RFC 5280 5.3.1 writes it. */
  static String name(CRLReason reason) {
    return switch (reason) {
      case UNSPECIFIED, UNUSED -> "unspecified";
      case KEY_COMPROMISE -> "keyCompromise";
      case CA_COMPROMISE -> "cACompromise";
      case AFFILIATION_CHANGED -> "affiliationChanged";
      case SUPERSEDED -> "superseded";
      case CESSATION_OF_OPERATION -> "cessationOfOperation";
      case CERTIFICATE_HOLD -> "certificateHold";
      case REMOVE_FROM_CRL -> "removeFromCRL";
      case PRIVILEGE_WITHDRAWN -> "privilegeWithdrawn";
      case AA_COMPROMISE -> "aACompromise";
    };
  }

  /** A certificate and who issued it. */
  record Pair(X509Certificate certificate, X509Certificate issuer) {}
}
