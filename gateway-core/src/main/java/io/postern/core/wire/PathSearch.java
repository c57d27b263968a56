package io.postern.core.wire;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The search for a path from a leaf to one of several anchors (RFC 5280 6): signatures, validity
 * and the constraints of authorities; nobody's extended key usage, names or revocation.
 */
public final class PathSearch {
  /** More than any authority needs; each costs the search for a path time. */
  private static final int LONGEST_CHAIN = 16;

  private PathSearch() {}

  /** What came of it. */
  public sealed interface Result {
    /**
     * There is a path.
     *
     * @param proved leaf first, up to what the anchor signed; all of their signatures count. The
     *     leaf alone where it is trusted as it is
     * @param anchor what it ends in, which may be a bare key
     */
    record Found(List<X509Certificate> proved, TrustAnchor anchor) implements Result {
      public Found {
        proved = List.copyOf(proved);
      }

      /** Those that are proved and above them the anchor's, where it is known by a certificate. */
      public List<X509Certificate> certificates() {
        return Stream.concat(proved.stream(), Stream.ofNullable(anchor.getTrustedCert()))
            .distinct()
            .toList();
      }

      /** What the anchor signs with. */
      public PublicKey anchorKey() {
        return anchor.getTrustedCert() == null
            ? anchor.getCAPublicKey()
            : anchor.getTrustedCert().getPublicKey();
      }
    }

    /**
     * There is none.
     *
     * @param expired whether one would be there but for its age
     * @param why for logs, without anything the peer chose
     */
    record None(boolean expired, String why) implements Result {
      None(String why) {
        this(false, why);
      }
    }
  }

  /**
   * Searches. Never throws, whatever the certificates are.
   *
   * @param chain leaf first, the others in any order
   */
  public static Result run(Set<TrustAnchor> anchors, List<X509Certificate> chain, Instant at) {
    Optional<String> wrong = wrongTime(chain.getFirst(), at);
    if (wrong.isPresent()) {
      return new Result.None(chain.getFirst().getNotAfter().toInstant().isBefore(at), wrong.get());
    }
    if (chain.size() > LONGEST_CHAIN) {
      return new Result.None("certificate chain is longer than " + LONGEST_CHAIN);
    }
    return anchors.isEmpty()
        ? new Result.None("no authority is trusted")
        : build(anchors, chain, at);
  }

  private static Result build(Set<TrustAnchor> anchors, List<X509Certificate> chain, Instant at) {
    try {
      return found(
          (PKIXCertPathBuilderResult)
              CertPathBuilder.getInstance("PKIX").build(parameters(anchors, chain, at)));
    } catch (CertPathBuilderException e) {
      String reason = reason(e);
      return new Result.None(
          reason.equals(BasicReason.EXPIRED.toString()),
          "certificate chain is not trusted: " + reason);
    } catch (GeneralSecurityException | RuntimeException e) {
      // Whatever a peer's certificates do to the JDK's checks, they are not trusted.
      return new Result.None("certificate chain cannot be checked");
    }
  }

  private static Result found(PKIXCertPathBuilderResult result) {
    List<X509Certificate> path = new ArrayList<>();
    for (Certificate c : result.getCertPath().getCertificates()) {
      path.add((X509Certificate) c);
    }
    return new Result.Found(path, result.getTrustAnchor());
  }

  /** Why a certificate does not hold at that time; empty where it does. */
  public static Optional<String> wrongTime(X509Certificate certificate, Instant at) {
    try {
      certificate.checkValidity(Date.from(at));
      return Optional.empty();
    } catch (CertificateExpiredException e) {
      return Optional.of("certificate expired on " + certificate.getNotAfter().toInstant());
    } catch (CertificateNotYetValidException e) {
      return Optional.of(
          "certificate is valid only from " + certificate.getNotBefore().toInstant());
    }
  }

  private static PKIXBuilderParameters parameters(
      Set<TrustAnchor> anchors, List<X509Certificate> chain, Instant at)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(chain.getFirst());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setDate(Date.from(at));
    parameters.setRevocationEnabled(false);
    return parameters;
  }

  private static String reason(CertPathBuilderException e) {
    return e.getCause() instanceof CertPathValidatorException because
            && because.getReason() != BasicReason.UNSPECIFIED
        ? because.getReason().toString()
        : "no path to a trusted authority";
  }
}
