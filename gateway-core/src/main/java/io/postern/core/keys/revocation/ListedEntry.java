package io.postern.core.keys.revocation;

import io.postern.core.keys.revocation.PkixVerdict.Pair;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a CRL that does not tell everything: one of some reasons, of another scope, a delta,
 * or one that has ended. That a certificate is missing there says nothing; that it is there says
 * that its issuer, whose signature was verified, revoked it.
 *
 * <p>Standards: RFC 5280 5.2.4, 5.2.5, 5.3.1, 6.3.3.
 */
final class ListedEntry {
  private static final String SCOPE = "2.5.29.28";

  private ListedEntry() {}

  /** The revocation that stands there, if there is one. */
  static Optional<RevocationStatus> of(X509CRL crl, Pair pair, Instant now) {
    boolean ofIssuer =
        crl.getIssuerX500Principal().equals(pair.certificate().getIssuerX500Principal());
    return ofIssuer && !ofAttributes(crl.getExtensionValue(SCOPE))
        ? Optional.ofNullable(crl.getRevokedCertificate(pair.certificate()))
            .flatMap(entry -> revoked(entry, ended(crl, now)))
        : Optional.empty();
  }

  /** A hold may have been taken back since the list ended; nothing else can be. */
  private static Optional<RevocationStatus> revoked(X509CRLEntry entry, boolean ended) {
    CRLReason reason =
        entry.getRevocationReason() == null ? CRLReason.UNSPECIFIED : entry.getRevocationReason();
    boolean hold = reason == CRLReason.CERTIFICATE_HOLD;
    return reason == CRLReason.REMOVE_FROM_CRL || (hold && ended)
        ? Optional.empty()
        : Optional.of(
            new RevocationStatus.Revoked(
                entry.getRevocationDate().toInstant(), PkixVerdict.name(reason), !hold));
  }

  private static boolean ended(X509CRL crl, Instant now) {
    Date next = crl.getNextUpdate();
    return next == null || next.toInstant().isBefore(now);
  }

  /** Their serial numbers are not those of certificates. */
  private static boolean ofAttributes(byte @Nullable [] scope) {
    if (scope == null) {
      return false;
    }
    try {
      byte[] inner = ASN1OctetString.getInstance(scope).getOctets();
      return IssuingDistributionPoint.getInstance(inner).onlyContainsAttributeCerts();
    } catch (RuntimeException e) {
      return true; // of what it is a list cannot be told
    }
  }
}
