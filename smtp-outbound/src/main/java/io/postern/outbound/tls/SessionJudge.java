package io.postern.outbound.tls;

import io.postern.core.model.TlsProof;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.core.wire.DnsId;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.ServerJudge;
import io.postern.outbound.tls.CheckResult.Objection;
import io.postern.outbound.tls.CheckResult.Passed;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * Decides on one connection, whether its host is who the plan wants: in the handshake, so that the
 * host hears of it, and again on the finished session, which is what the message travels by. For
 * one handshake and one thread.
 */
public final class SessionJudge implements ServerJudge {
  /**
   * A chain and what the checks say of it.
   *
   * @param fault empty where it is verified, or nothing is there to verify it by
   */
  private record Opinion(
      List<X509Certificate> chain, boolean verified, String check, Optional<TlsFault> fault) {}

  private final Checker checker;
  private final TlsPlan plan;
  private Optional<Opinion> rejected = Optional.empty();
  private Optional<Opinion> last = Optional.empty();
  private PeerCertificate shown = new PeerCertificate.None();
  private final Map<Check, CheckResult> results = new HashMap<>();

  public SessionJudge(Checker checker, TlsPlan plan) {
    this.checker = checker;
    this.plan = plan;
  }

  @Override
  public Optional<String> objection(List<X509Certificate> chain) {
    Opinion opinion = opinion(PeerCertificate.of(chain));
    if (opinion.verified() || plan.need() != TlsPlan.Need.VERIFY) {
      return Optional.empty();
    }
    rejected = Optional.of(opinion);
    return Optional.of(opinion.check());
  }

  /** The verdict that ended the handshake, if one did. */
  public Optional<TlsVerdict.Unverified> rejection() {
    return rejected.map(
        o -> new TlsVerdict.Unverified(proof("", "", Optional.empty(), o), o.check()));
  }

  /**
   * The verdict on the session.
   *
   * @param group of the key exchange, where it is known
   */
  public TlsVerdict verdict(SSLSession session, Optional<String> group) {
    Opinion opinion = opinion(PeerCertificate.of(session));
    TlsProof proof = proof(session.getProtocol(), session.getCipherSuite(), group, opinion);
    if (!opinion.verified()) {
      return new TlsVerdict.Unverified(proof, opinion.check());
    }
    if (!plan.minimum().metBy(session.getProtocol())) {
      return new TlsVerdict.Unverified(
          proof, "the session is older than " + plan.minimum().label());
    }
    return checker
        .weakSuite(session.getCipherSuite())
        .<TlsVerdict>map(why -> new TlsVerdict.Unverified(proof, why))
        .orElseGet(() -> new TlsVerdict.Verified(proof));
  }

  /**
   * What is wrong, in the finished session or in the handshake that the verdict ended, by what the
   * receiver publishes; empty where nothing is.
   */
  public Optional<TlsFault> fault(Published published) {
    return published.check().isPresent()
        ? fault(published.check().get())
        : rejected.flatMap(Opinion::fault);
  }

  private Optional<TlsFault> fault(Check check) {
    return switch (shown) {
      case PeerCertificate.None _, PeerCertificate.Unreadable _ ->
          Optional.of(TlsFault.NO_CERTIFICATE);
      case PeerCertificate.Presented presented ->
          switch (examined(check, presented)) {
            case Passed _ -> Optional.empty();
            case Objection(TlsFault fault, String _) -> Optional.of(fault);
          };
    };
  }

  /** Checks cost milliseconds, and the session shows what the handshake showed. */
  private Opinion opinion(PeerCertificate peer) {
    if (!peer.equals(shown)) {
      shown = peer;
      results.clear();
    }
    Opinion opinion =
        switch (peer) {
          case PeerCertificate.None() -> without("no certificate was presented");
          case PeerCertificate.Unreadable(String why) -> without(why);
          case PeerCertificate.Presented presented ->
              last.filter(o -> o.chain().equals(presented.chain()))
                  .orElseGet(() -> examine(presented));
        };
    last = Optional.of(opinion);
    return opinion;
  }

  private static Opinion without(String why) {
    return new Opinion(List.of(), false, why, Optional.of(TlsFault.NO_CERTIFICATE));
  }

  private CheckResult examined(Check check, PeerCertificate.Presented presented) {
    return results.computeIfAbsent(check, c -> checker.examine(c, presented));
  }

  private Opinion examine(PeerCertificate.Presented presented) {
    List<String> evidence = new ArrayList<>();
    for (Check check : plan.checks()) {
      switch (examined(check, presented)) {
        case Passed(String what) -> evidence.add(what);
        case Objection(TlsFault fault, String why) -> {
          return new Opinion(presented.chain(), false, why, Optional.of(fault));
        }
      }
    }
    return evidence.isEmpty()
        ? new Opinion(
            presented.chain(),
            false,
            "nothing is known that would prove this host",
            Optional.empty())
        : new Opinion(presented.chain(), true, String.join("; ", evidence), Optional.empty());
  }

  private static TlsProof proof(
      String version, String cipher, Optional<String> group, Opinion opinion) {
    List<X509Certificate> chain = opinion.chain();
    return new TlsProof(
        version,
        cipher,
        group,
        chain.stream().map(SessionJudge::digest).toList(),
        chain.isEmpty() ? List.of() : DnsId.of(chain.getFirst()),
        opinion.verified(),
        opinion.check());
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
