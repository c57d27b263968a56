package io.postern.core.keys.revocation;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate says that its revocation can be learnt: http alone. RFC 5280 8 advises
 * authorities against https, which would need the answer before it can be asked for.
 */
final class RevocationUrls {
  private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
  static final String DISTRIBUTION_POINTS = "2.5.29.31";
  private static final String FRESHEST = "2.5.29.46";

  /** More would only cost time. */
  private static final int MOST = 3;

  private RevocationUrls() {}

  /** Its OCSP responders. Never throws, whatever the certificate holds. */
  static List<URI> responders(X509Certificate certificate) {
    return urls(
        certificate,
        AUTHORITY_INFORMATION,
        value ->
            Stream.of(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
                .filter(access -> AccessDescription.id_ad_ocsp.equals(access.getAccessMethod()))
                .map(AccessDescription::getAccessLocation));
  }

  /** Its CRLs. Never throws, whatever the certificate holds. */
  static List<URI> lists(X509Certificate certificate) {
    return urls(
        certificate,
        DISTRIBUTION_POINTS,
        value ->
            Stream.of(CRLDistPoint.getInstance(value).getDistributionPoints())
                .map(DistributionPoint::getDistributionPoint)
                .filter(name -> name != null && name.getType() == DistributionPointName.FULL_NAME)
                .flatMap(name -> Stream.of(GeneralNames.getInstance(name.getName()).getNames())));
  }

  /**
   * Whether it names any source at all, also one that is not asked: by LDAP, by https, by the
   * authority's name alone, or written so that it cannot be read.
   */
  static boolean namesAny(X509Certificate certificate) {
    return certificate.getExtensionValue(DISTRIBUTION_POINTS) != null
        || certificate.getExtensionValue(FRESHEST) != null
        || namesResponder(certificate.getExtensionValue(AUTHORITY_INFORMATION));
  }

  private static boolean namesResponder(byte @Nullable [] information) {
    if (information == null) {
      return false;
    }
    try {
      byte[] inner = ASN1OctetString.getInstance(information).getOctets();
      return Stream.of(
              AuthorityInformationAccess.getInstance(ASN1Primitive.fromByteArray(inner))
                  .getAccessDescriptions())
          .anyMatch(access -> AccessDescription.id_ad_ocsp.equals(access.getAccessMethod()));
    } catch (java.io.IOException | RuntimeException e) {
      return true; // what cannot be read may have been a responder
    }
  }

  private static List<URI> urls(
      X509Certificate certificate,
      String extension,
      Function<ASN1Primitive, Stream<GeneralName>> names) {
    byte[] value = certificate.getExtensionValue(extension);
    if (value == null) {
      return List.of();
    }
    try {
      byte[] inner = ASN1OctetString.getInstance(value).getOctets();
      return names
          .apply(ASN1Primitive.fromByteArray(inner))
          .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
          .flatMap(name -> http(name.getName().toString()).stream())
          .distinct()
          .limit(MOST)
          .toList();
    } catch (java.io.IOException | RuntimeException e) {
      return List.of(); // a certificate that names nothing readable names nothing
    }
  }

  private static Optional<URI> http(String text) {
    try {
      URI uri = new URI(text);
      boolean plain = "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
      return plain && uri.getRawUserInfo() == null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
