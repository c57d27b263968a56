package io.postern.core.wire;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What the peer showed of itself in the TLS handshake. It has proved that it holds the leaf's
 * private key and nothing else: whom the certificate speaks for is the question of {@link
 * Presented#verdict}, asked by those who need the answer. Immutable; no method throws on anything
 * that a peer can send.
 */
public sealed interface PeerCertificate {
  /** No TLS, or no certificate was shown. */
  record None() implements PeerCertificate {}

  /**
   * What was shown is not X.509, or nothing that can be read: it proves nothing.
   *
   * @param why for logs, without anything the peer chose
   */
  record Unreadable(String why) implements PeerCertificate {}

  /**
   * A chain.
   *
   * @param chain as it was sent, leaf first
   */
  record Presented(List<X509Certificate> chain) implements PeerCertificate {
    public Presented {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("a presented chain has a leaf");
      }
    }

    /** The peer's own certificate. */
    public X509Certificate leaf() {
      return chain.getFirst();
    }

    /** The leaf's subject (RFC 2253), which may be empty. */
    public String subject() {
      return leaf().getSubjectX500Principal().getName();
    }

    /** The DNS names in the leaf's subjectAltName, as written; see {@link DnsId#matches}. */
    public List<String> dnsNames() {
      return DnsId.of(leaf());
    }

    /**
     * What the leaf says it is made for, as object identifiers (RFC 5280 4.2.1.12); empty where it
     * does not say or cannot be read. Public authorities leave clientAuth out since 2026, so that
     * mail servers show certificates made for servers alone.
     */
    public List<String> extendedKeyUses() {
      try {
        List<String> uses = leaf().getExtendedKeyUsage();
        return uses == null ? List.of() : List.copyOf(uses);
      } catch (CertificateParsingException e) {
        return List.of();
      }
    }

    /**
     * SHA-256 of the leaf's SubjectPublicKeyInfo in base64, as RFC 7469 2.4 writes it. It outlives
     * a renewal with the same key.
     */
    public String spkiSha256() {
      return Base64.getEncoder().encodeToString(digest(leaf().getPublicKey().getEncoded()));
    }

    /** SHA-256 of the leaf in lower-case hex. */
    public String sha256() {
      try {
        return HexFormat.of().formatHex(digest(leaf().getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a parsed certificate always has its encoding", e);
      }
    }

    /**
     * Whether a path leads from the leaf to a trusted authority and all on it is valid at the time.
     * Purposes ({@link #extendedKeyUses}), names and revocation are not looked at. Takes about a
     * millisecond of signature checks: ask once for a session.
     */
    public PathVerdict verdict(TrustedAuthorities authorities, Instant at) {
      return authorities
          .objection(chain, at)
          .<PathVerdict>map(PathVerdict.Broken::new)
          .orElseGet(PathVerdict.Trusted::new);
    }
  }

  /** What became of the search for a path to a trusted authority (RFC 5280 6). */
  sealed interface PathVerdict {
    /** There is one. */
    record Trusted() implements PathVerdict {}

    /**
     * There is none.
     *
     * @param why for logs, without anything the peer chose
     */
    record Broken(String why) implements PathVerdict {}
  }

  /** What the wire's peer has shown. */
  static PeerCertificate of(Wire wire) {
    return wire.tls().map(PeerCertificate::of).orElseGet(None::new);
  }

  /** What the peer of a finished handshake has shown. */
  static PeerCertificate of(SSLSession session) {
    return of(shown(session));
  }

  /** What these are, which somebody showed, leaf first. */
  static PeerCertificate of(List<? extends Certificate> shown) {
    if (shown.isEmpty()) {
      return new None();
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate c : shown) {
        chain.add(parsed(factory, c));
      }
      // Parsed here, so that a key of an unknown kind is found out here too.
      chain.getFirst().getPublicKey();
      return new Presented(chain);
    } catch (CertificateException | RuntimeException e) {
      return new Unreadable("certificate cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static List<Certificate> shown(SSLSession session) {
    try {
      return Optional.ofNullable(session.getPeerCertificates()).map(List::of).orElse(List.of());
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // the API's way to say that there is none
    }
  }

  /** Netty's certificates parse themselves lazily; the JDK's own class does all checks at once. */
  private static X509Certificate parsed(CertificateFactory factory, Certificate certificate)
      throws CertificateException {
    return (X509Certificate)
        factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
