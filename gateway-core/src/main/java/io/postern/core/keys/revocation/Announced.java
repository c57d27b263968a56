package io.postern.core.keys.revocation;

import io.postern.core.keys.revocation.PkixVerdict.Pair;
import java.io.IOException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;

/**
 * Revocations with a date that our clock has not reached. To the JDK such a certificate is good; to
 * the standards it is revoked once it is listed (RFC 5280 6.3.3, RFC 6960 2.2), and the clocks of
 * two machines differ. Asked only of answers that count.
 */
final class Announced {
  private static final String UNSPECIFIED = "unspecified";

  private Announced() {}

  static Optional<RevocationStatus> in(X509CRL crl, Pair pair) {
    return Optional.ofNullable(crl.getRevokedCertificate(pair.certificate()))
        .map(X509CRLEntry::getRevocationDate)
        .map(Announced::revoked);
  }

  static Optional<RevocationStatus> in(byte[] answer, Pair pair) {
    try {
      if (!(new OCSPResp(answer).getResponseObject() instanceof BasicOCSPResp basic)) {
        return Optional.empty();
      }
      return Stream.of(basic.getResponses())
          .filter(r -> pair.certificate().getSerialNumber().equals(r.getCertID().getSerialNumber()))
          .map(r -> r.getCertStatus())
          .filter(RevokedStatus.class::isInstance)
          .findFirst()
          .map(status -> revoked(((RevokedStatus) status).getRevocationTime()));
    } catch (IOException | OCSPException e) {
      return Optional.of(new RevocationStatus.Unknown("the OCSP answer cannot be read"));
    }
  }

  /** It may turn out to be a hold, so it is not written down as lasting. */
  private static RevocationStatus revoked(Date date) {
    return new RevocationStatus.Revoked(Instant.ofEpochMilli(date.getTime()), UNSPECIFIED, false);
  }
}
