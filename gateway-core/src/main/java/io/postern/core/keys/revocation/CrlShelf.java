package io.postern.core.keys.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.postern.core.keys.revocation.PkixVerdict.Pair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;

/**
 * CRLs by URL and issuer for as long as they hold, because one tells of many certificates; failures
 * for a while too. Safe for use by many threads.
 */
final class CrlShelf {
  /** How much of them is kept, counted as they came; parsed they take some ten times that. */
  private static final int KEPT_OCTETS = 4 << 20;

  /** What an entry costs however small its CRL is. */
  private static final int LEAST_WEIGHT = 4 << 10;

  /** A revocation is to be known within hours, whatever the CRL's own time is. */
  static final Duration LONGEST = Duration.ofHours(4);

  static final Duration FAILURE = Duration.ofMinutes(5);

  /**
   * @param crl empty where there was none to be had
   */
  private record Copy(Optional<X509CRL> crl, int octets, Duration life) {}

  /** What is at a URL counts for one issuer: a stranger's certificate may name it as well. */
  private record Place(URI list, X509Certificate issuer) {}

  private final AuthorityFetch fetch;
  private final InstantSource clock;
  private final int largest;
  private final Cache<Place, Copy> copies;

  /**
   * @param largest CRL in octets
   */
  CrlShelf(AuthorityFetch fetch, InstantSource clock, int largest) {
    this.fetch = fetch;
    this.clock = clock;
    this.largest = largest;
    this.copies =
        Caffeine.newBuilder()
            .maximumWeight(Math.max(KEPT_OCTETS, largest))
            .weigher((Place _, Copy copy) -> Math.max(LEAST_WEIGHT, copy.octets()))
            .expireAfter(Expiry.<Place, Copy>creating((place, copy) -> copy.life()))
            .ticker(() -> Lives.ticks(clock))
            .build();
  }

  /** What the CRL at a URL says, fetched where there is no copy, blocking. */
  RevocationStatus ask(URI list, Pair pair) {
    return copies
        .get(new Place(list, pair.issuer()), this::fetched)
        .crl()
        .map(crl -> judged(crl, pair))
        .orElseGet(() -> new RevocationStatus.Unknown("the CRL cannot be had"));
  }

  private RevocationStatus judged(X509CRL crl, Pair pair) {
    RevocationStatus status = PkixVerdict.crl(crl, pair, clock.instant(), good(crl));
    return status instanceof RevocationStatus.Good
        ? Announced.in(crl, pair).orElse(status)
        : status;
  }

  /** Only what its issuer signed is kept: anybody on the way can answer in plain HTTP. */
  private Copy fetched(Place place) {
    try {
      byte[] octets = fetch.get(place.list(), largest);
      X509CRL crl = parse(octets);
      crl.verify(place.issuer().getPublicKey());
      Duration life = Lives.until(end(crl), clock.instant(), LONGEST);
      return new Copy(Optional.of(crl), octets.length, life);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return new Copy(Optional.empty(), 0, FAILURE);
    }
  }

  static X509CRL parse(byte[] octets) throws GeneralSecurityException {
    if (CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(octets))
        instanceof X509CRL crl) {
      return crl;
    }
    throw new CRLException("not a CRL of X.509");
  }

  static RevocationStatus good(X509CRL crl) {
    return new RevocationStatus.Good(end(crl));
  }

  /** Without a next update it says nothing of any later time. */
  private static Instant end(X509CRL crl) {
    Date next = crl.getNextUpdate();
    return (next == null ? crl.getThisUpdate() : next).toInstant();
  }
}
