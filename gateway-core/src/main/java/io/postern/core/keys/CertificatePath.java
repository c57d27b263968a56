package io.postern.core.keys;

import io.postern.core.wire.KeyStrength;
import io.postern.core.wire.PathSearch;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The path from a recipient's certificate to a trusted authority: RFC 5280 6 by the JDK, and what
 * it leaves out, which is strength and whether the authorities in between may certify for mail.
 */
final class CertificatePath {
  /** With the leaf as many as the search takes. */
  private static final int MOST_AUTHORITIES = 15;

  private CertificatePath() {}

  /** What came of it. */
  sealed interface Result {
    /**
     * There is a path.
     *
     * @param certificates leaf first; each but the last was issued by the next
     */
    record Proved(List<X509Certificate> certificates) implements Result {}

    /** There is none that counts. */
    record Refused(KeyRefusal why) implements Result {}
  }

  static Result search(
      SmimeCertificate certificate,
      Authorities authorities,
      Set<X509Certificate> roots,
      Instant at) {
    List<X509Certificate> pool = new ArrayList<>(List.of(certificate.leaf()));
    pool.addAll(above(certificate, authorities));
    return switch (PathSearch.run(anchors(authorities, roots), pool, at)) {
      case PathSearch.Result.None _ -> new Result.Refused(KeyRefusal.NO_PATH);
      case PathSearch.Result.Found path -> judged(path);
    };
  }

  /** The certificate that issued this one, as far as the directory knows it. */
  static Optional<X509Certificate> issuer(
      SmimeCertificate certificate, Authorities authorities, Set<X509Certificate> roots) {
    X509Certificate leaf = certificate.leaf();
    return Stream.of(
            certificate.chain().stream(),
            authorities.known().stream(),
            authorities.trusted().stream(),
            roots.stream())
        .flatMap(found -> found)
        .filter(ca -> issued(ca, leaf))
        .findFirst();
  }

  private static boolean signed(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return authority.getBasicConstraints() >= 0;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // whatever is wrong with it, this is not who signed
    }
  }

  private static Result judged(PathSearch.Result.Found path) {
    if (KeyStrength.ofPath(path).isPresent()) {
      return new Result.Refused(KeyRefusal.WEAK_PATH);
    }
    boolean forMail = path.proved().stream().skip(1).allMatch(CertificatePath::certifiesForMail);
    return forMail
        ? new Result.Proved(path.certificates())
        : new Result.Refused(KeyRefusal.AUTHORITY_NOT_FOR_MAIL);
  }

  /**
   * RFC 5280 4.2.1.12 leaves it open; browsers and mail programs read an authority's extended key
   * usage as a limit, and public roots certify authorities that are for web servers alone.
   */
  private static boolean certifiesForMail(X509Certificate authority) {
    try {
      List<String> usages = authority.getExtendedKeyUsage();
      return usages == null || usages.stream().anyMatch(SmimeGate.FOR_MAIL::contains);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static Set<TrustAnchor> anchors(Authorities authorities, Set<X509Certificate> roots) {
    return Stream.concat(authorities.trusted().stream(), roots.stream())
        .filter(root -> !authorities.bans(root))
        .map(root -> new TrustAnchor(root, null))
        .collect(Collectors.toSet());
  }

  /** Those of all that are known which may stand above the leaf, level by level. */
  private static List<X509Certificate> above(
      SmimeCertificate certificate, Authorities authorities) {
    List<X509Certificate> candidates =
        Stream.concat(certificate.chain().stream(), authorities.known().stream())
            .filter(ca -> !authorities.bans(ca))
            .distinct()
            .toList();
    List<X509Certificate> found = new ArrayList<>();
    List<X509Certificate> level = List.of(certificate.leaf());
    while (!level.isEmpty() && found.size() < MOST_AUTHORITIES) {
      List<X509Certificate> below = level;
      level =
          candidates.stream()
              .filter(ca -> !found.contains(ca) && below.stream().anyMatch(c -> issued(ca, c)))
              .limit((long) MOST_AUTHORITIES - found.size())
              .toList();
      found.addAll(level);
    }
    return found;
  }

  /** By its name and by its signature: a name alone is anybody's. */
  static boolean issued(X509Certificate authority, X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
        && signed(authority, certificate);
  }
}
