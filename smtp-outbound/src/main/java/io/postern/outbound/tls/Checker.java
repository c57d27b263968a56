package io.postern.outbound.tls;

import io.postern.config.settings.Settings.CipherFloor;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.core.wire.CipherSuites;
import io.postern.core.wire.DnsId;
import io.postern.core.wire.KeyStrength;
import io.postern.core.wire.PathSearch;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.tls.CheckResult.Objection;
import io.postern.outbound.tls.CheckResult.Passed;
import io.postern.outbound.tls.DomainPattern.Depth;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds the certificates of a host against a check. Safe for use by many threads. */
public final class Checker {
  private static final Set<String> FOR_SERVERS =
      Set.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0"); // serverAuth, anyExtendedKeyUsage

  /** Enough to see what is wrong; a certificate may hold hundreds. */
  private static final int NAMES_TOLD = 10;

  private final TrustedAuthorities authorities;
  private final InstantSource clock;
  private final CipherFloor floor;

  /**
   * @param floor the weakest cipher suites of a session that proves anything
   */
  public Checker(TrustedAuthorities authorities, InstantSource clock, CipherFloor floor) {
    this.authorities = authorities;
    this.clock = clock;
    this.floor = floor;
  }

  /** With the suites of NIST SP 800-52r2. */
  public Checker(TrustedAuthorities authorities, InstantSource clock) {
    this(authorities, clock, CipherFloor.SP800_52R2);
  }

  /** Why a session's cipher suite is not good enough; empty where it is. */
  public Optional<String> weakSuite(String suite) {
    return CipherSuites.isEnough(floor, suite)
        ? Optional.empty()
        : Optional.of("the session's cipher suite is below the floor");
  }

  /** Never throws, whatever the certificates are. */
  CheckResult examine(Check check, PeerCertificate.Presented shown) {
    Optional<String> weak = KeyStrength.ofKey(shown.leaf());
    if (weak.isPresent()) {
      return new Objection(TlsFault.WEAK_CERTIFICATE, weak.get());
    }
    return switch (check) {
      case Check.Dane dane -> dane(dane, shown.chain());
      case Check.MtaSts sts -> mtaSts(sts, shown.chain());
      case Check.Pkix pkix -> pkix(pkix.names(), shown.chain());
      case Check.Pinned pinned -> pinned(pinned, shown);
    };
  }

  private CheckResult dane(Check.Dane dane, List<X509Certificate> chain) {
    DaneMatch match = new DaneMatch(chain, clock.instant());
    // RFC 7672 3.1.1: for usage 3 neither names nor dates matter.
    Optional<Tlsa> leaf = match.leaf(dane.records());
    if (leaf.isPresent()) {
      return new Passed(evidence(dane, leaf.get()));
    }
    Optional<DaneMatch.ByAuthority> authority = match.authority(dane.records());
    if (authority.isEmpty()) {
      return new Objection(
          TlsFault.NO_RECORD_FITS, "certificate fits none of the TLSA records of " + dane.owner());
    }
    return nameAndStrength(dane.names(), chain.getFirst(), authority.get().path())
        .<CheckResult>map(o -> o)
        .orElseGet(() -> new Passed(evidence(dane, authority.get().record())));
  }

  private static String evidence(Check.Dane dane, Tlsa record) {
    return "dane: " + record + " at " + dane.owner();
  }

  private CheckResult mtaSts(Check.MtaSts sts, List<X509Certificate> chain) {
    return switch (pkix(Set.of(sts.host()), chain)) {
      case Passed(String evidence) ->
          new Passed("mta-sts: policy " + sts.policy() + ", " + evidence);
      case Objection(TlsFault fault, String why) ->
          new Objection(fault, "MTA-STS policy " + sts.policy() + ": " + why);
    };
  }

  private CheckResult pkix(Set<String> names, List<X509Certificate> chain) {
    X509Certificate leaf = chain.getFirst();
    Optional<Objection> wrong = wrongPurpose(leaf).or(() -> wrongName(leaf, names));
    if (wrong.isPresent()) {
      return wrong.get();
    }
    return switch (authorities.path(chain, clock.instant())) {
      case PathSearch.Result.None(boolean expired, String why) ->
          new Objection(expired ? TlsFault.EXPIRED : TlsFault.NOT_TRUSTED, why);
      case PathSearch.Result.Found path ->
          weak(path)
              .<CheckResult>map(o -> o)
              .orElseGet(() -> new Passed(evidence(leaf, names, path.certificates())));
    };
  }

  private static Optional<Objection> nameAndStrength(
      Set<String> names, X509Certificate leaf, PathSearch.Result.Found path) {
    return wrongName(leaf, names).or(() -> weak(path));
  }

  private static Optional<Objection> weak(PathSearch.Result.Found path) {
    return KeyStrength.ofPath(path).map(why -> new Objection(TlsFault.WEAK_CERTIFICATE, why));
  }

  /** The name and who vouches for it, up to the authority. */
  private static String evidence(
      X509Certificate leaf, Set<String> names, List<X509Certificate> path) {
    List<String> issuers =
        path.stream().skip(1).map(c -> c.getSubjectX500Principal().getName()).toList();
    String issuer = leaf.getIssuerX500Principal().getName();
    return "pkix: "
        + matching(leaf, names).orElseThrow()
        + ", issuer "
        + (issuers.isEmpty() ? issuer : String.join(" < ", issuers));
  }

  private static CheckResult pinned(Check.Pinned pinned, PeerCertificate.Presented shown) {
    return List.of(shown.sha256(), shown.spkiSha256()).stream()
        .filter(pinned.digests()::contains)
        .findFirst()
        .<CheckResult>map(digest -> new Passed("pin: " + digest))
        .orElseGet(() ->
            new Objection(TlsFault.NOT_PINNED, "certificate is none of those that are pinned"));
  }

  /** RFC 5280 4.2.1.12: without the extension every purpose is allowed. */
  private static Optional<Objection> wrongPurpose(X509Certificate leaf) {
    try {
      List<String> uses = leaf.getExtendedKeyUsage();
      return uses == null || uses.stream().anyMatch(FOR_SERVERS::contains)
          ? Optional.empty()
          : notForServers("certificate is not made for servers");
    } catch (CertificateParsingException e) {
      return notForServers("certificate's key usage cannot be read");
    }
  }

  private static Optional<Objection> notForServers(String why) {
    return Optional.of(new Objection(TlsFault.WRONG_PURPOSE, why));
  }

  private static Optional<Objection> wrongName(X509Certificate leaf, Set<String> names) {
    return matching(leaf, names).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Objection(
                TlsFault.WRONG_NAME,
                "certificate is for "
                    + DnsId.of(leaf).stream().limit(NAMES_TOLD).map(Checker::printable).toList()
                    + ", accepted would be "
                    + new TreeSet<>(names)));
  }

  /** A certificate may hold anything, and this goes into logs. */
  private static String printable(String name) {
    return name.replaceAll("[^!-~]", "?");
  }

  private static Optional<String> matching(X509Certificate leaf, Set<String> names) {
    List<String> presented = DnsId.of(leaf);
    return names.stream()
        .filter(n -> presented.stream().anyMatch(p -> covers(n, p)))
        .sorted()
        .findFirst();
  }

  /** Postfix's form for all names one label below a domain, as an administrator may write it. */
  private static boolean covers(String accepted, String presented) {
    return accepted.startsWith(".")
        ? new DomainPattern(accepted.substring(1), Depth.ONE_BELOW)
            .covers(presented.toLowerCase(Locale.ROOT))
        : DnsId.matches(presented, accepted);
  }
}
