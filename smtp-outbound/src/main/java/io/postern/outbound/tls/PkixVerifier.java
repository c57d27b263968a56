package io.postern.outbound.tls;

import io.postern.core.model.TlsProof;
import io.postern.core.wire.DnsId;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.TrustedAuthorities;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSession;

/**
 * Checks a session's certificate: a chain to a trusted authority (RFC 5280), valid now, made for
 * servers, and one of the accepted names in it (RFC 9525). Safe for use by many threads.
 */
public final class PkixVerifier {
  private static final Set<String> FOR_SERVERS =
      Set.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0"); // serverAuth, anyExtendedKeyUsage

  private final TrustedAuthorities authorities;
  private final InstantSource clock;

  public PkixVerifier(TrustedAuthorities authorities, InstantSource clock) {
    this.authorities = authorities;
    this.clock = clock;
  }

  /**
   * The verdict on a finished handshake.
   *
   * @param accepted names of which the certificate must carry one
   */
  public TlsVerdict verify(SSLSession session, Set<String> accepted) {
    List<X509Certificate> chain = chain(session);
    if (chain.isEmpty()) {
      String why = "no certificate was presented";
      return new TlsVerdict.Unverified(proof(session, chain, false, why), why);
    }
    Optional<String> problem = problem(chain, accepted);
    String check = problem.orElseGet(() -> passed(chain.getFirst(), accepted));
    TlsProof proof = proof(session, chain, problem.isEmpty(), check);
    return problem.isEmpty()
        ? new TlsVerdict.Verified(proof)
        : new TlsVerdict.Unverified(proof, check);
  }

  private Optional<String> problem(List<X509Certificate> chain, Set<String> accepted) {
    X509Certificate leaf = chain.getFirst();
    return wrongPurpose(leaf)
        .or(() -> wrongName(leaf, accepted))
        .or(() -> authorities.objection(chain, clock.instant()));
  }

  /** RFC 5280 4.2.1.12: without the extension every purpose is allowed. */
  private static Optional<String> wrongPurpose(X509Certificate leaf) {
    try {
      List<String> uses = leaf.getExtendedKeyUsage();
      return uses == null || uses.stream().anyMatch(FOR_SERVERS::contains)
          ? Optional.empty()
          : Optional.of("certificate is not made for servers");
    } catch (CertificateParsingException e) {
      return Optional.of("certificate's key usage cannot be read");
    }
  }

  private static Optional<String> wrongName(X509Certificate leaf, Set<String> accepted) {
    return matching(leaf, accepted).isPresent()
        ? Optional.empty()
        : Optional.of(
            "certificate is for "
                + DnsId.of(leaf).stream().limit(10).toList()
                + ", accepted would be "
                + accepted);
  }

  private static String passed(X509Certificate leaf, Set<String> accepted) {
    return "pkix: "
        + matching(leaf, accepted).orElseThrow()
        + ", issuer "
        + leaf.getIssuerX500Principal().getName();
  }

  private static Optional<String> matching(X509Certificate leaf, Set<String> accepted) {
    List<String> presented = DnsId.of(leaf);
    return accepted.stream()
        .filter(a -> presented.stream().anyMatch(p -> DnsId.matches(p, a)))
        .findFirst();
  }

  private static TlsProof proof(
      SSLSession session, List<X509Certificate> chain, boolean authenticated, String check) {
    return new TlsProof(
        session.getProtocol(),
        session.getCipherSuite(),
        chain.stream().map(PkixVerifier::digest).toList(),
        chain.isEmpty() ? List.of() : DnsId.of(chain.getFirst()),
        authenticated,
        check);
  }

  /** What cannot be read leaves the chain empty, which verifies nothing. */
  private static List<X509Certificate> chain(SSLSession session) {
    return switch (PeerCertificate.of(session)) {
      case PeerCertificate.Presented(var chain) -> chain;
      case PeerCertificate.None(), PeerCertificate.Unreadable(_) -> List.of();
    };
  }

  private static String digest(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate always has a digest", e);
    }
  }
}
