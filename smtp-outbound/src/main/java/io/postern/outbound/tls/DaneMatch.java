package io.postern.outbound.tls;

import io.postern.core.port.Resolver.Tlsa;
import io.postern.core.wire.PathSearch;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares a chain with TLSA records (RFC 6698 2.1, RFC 7671 5). Never throws. */
final class DaneMatch {
  private static final int TRUST_ANCHOR = 2;
  private static final int END_ENTITY = 3;
  private static final int WHOLE = 0;

  /** Kinds of keys that may stand bare in a record (RFC 7671 5.2.3). */
  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "EdDSA");

  private final List<X509Certificate> chain;
  private final Instant at;

  /**
   * @param chain leaf first
   */
  DaneMatch(List<X509Certificate> chain, Instant at) {
    this.chain = chain;
    this.at = at;
  }

  /** The record for the leaf that fits. What the leaf says of itself is of no interest then. */
  Optional<Tlsa> leaf(List<Tlsa> records) {
    return records.stream()
        .filter(r -> r.usage() == END_ENTITY && TlsaMatch.fits(r, chain.getFirst()))
        .findFirst();
  }

  /** The record for an authority that fits, with the path to it. */
  Optional<ByAuthority> authority(List<Tlsa> records) {
    for (Tlsa record : records) {
      Set<TrustAnchor> anchors =
          record.usage() == TRUST_ANCHOR ? anchors(record) : Set.<TrustAnchor>of();
      if (!anchors.isEmpty()
          && PathSearch.run(anchors, chain, at) instanceof PathSearch.Result.Found path) {
        return Optional.of(new ByAuthority(record, path));
      }
    }
    return Optional.empty();
  }

  /** A record and the path to what it names. */
  record ByAuthority(Tlsa record, PathSearch.Result.Found path) {}

  /**
   * What was presented above the leaf and fits, and what stands whole in the record. A digest alone
   * says nothing of an authority that the host keeps to itself (RFC 7671 5.2.2).
   */
  private Set<TrustAnchor> anchors(Tlsa record) {
    Set<TrustAnchor> anchors = new HashSet<>();
    chain.stream()
        .skip(1)
        .filter(c -> TlsaMatch.fits(record, c) && isAuthority(c))
        .forEach(c -> anchors.add(new TrustAnchor(c, null)));
    if (record.matching() == WHOLE) {
      anchors.addAll(record.selector() == 0 ? certificate(record) : keys(record));
    }
    return anchors;
  }

  /** The JDK does not look at an anchor itself. */
  private boolean isAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0
        && PathSearch.wrongTime(certificate, at).isEmpty();
  }

  private List<TrustAnchor> certificate(Tlsa record) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(HexFormat.of().parseHex(record.data())));
      return isAuthority(certificate) ? List.of(new TrustAnchor(certificate, null)) : List.of();
    } catch (CertificateException | RuntimeException e) {
      return List.of(); // nothing that could have signed anything
    }
  }

  /** A key has no name: it may be that of any issuer of what was presented. */
  private List<TrustAnchor> keys(Tlsa record) {
    Optional<PublicKey> key = key(HexFormat.of().parseHex(record.data()));
    List<TrustAnchor> anchors = new ArrayList<>();
    key.ifPresent(k ->
        chain.stream()
            .map(X509Certificate::getIssuerX500Principal)
            .distinct()
            .forEach(name -> anchors.add(new TrustAnchor(name, k, null))));
    return anchors;
  }

  private static Optional<PublicKey> key(byte[] info) {
    return KEY_KINDS.stream().map(kind -> key(kind, info)).flatMap(Optional::stream).findFirst();
  }

  private static Optional<PublicKey> key(String kind, byte[] info) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(info)));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty(); // a key of another kind, or none
    }
  }
}
