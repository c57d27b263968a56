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

  /** Of keyUsage (RFC 5280 4.2.1.3). */
  private static final int CRL_SIGN = 6;

  /**
   * @param crl empty where there was none to be had
   * @param until when it is fetched anew
   */
  private record Copy(Optional<X509CRL> crl, int octets, Duration life, Instant until) {}

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
    Copy copy = copies.get(new Place(list, pair.issuer()), this::fetched);
    return copy.crl()
        .map(crl -> judged(crl, pair, copy.until()))
        .orElseGet(() -> new RevocationStatus.Unknown("the CRL cannot be had"));
  }

  /**
   * What is concluded from a copy lives no longer than the copy, so that both together stay within
   * {@link #LONGEST}. Where the JDK does not take the list as a whole, as one of some reasons
   * alone, what stands on it counts all the same, and what does not stand there says nothing.
   */
  private RevocationStatus judged(X509CRL crl, Pair pair, Instant until) {
    RevocationStatus status =
        PkixVerdict.crl(crl, pair, clock.instant(), new RevocationStatus.Good(until));
    return switch (status) {
      case RevocationStatus.Good _ -> Announced.in(crl, pair).orElse(status);
      case RevocationStatus.Unknown _ -> ListedEntry.of(crl, pair, clock.instant()).orElse(status);
      case RevocationStatus.Revoked _ -> status;
    };
  }

  /** Only what its issuer signed is kept: anybody on the way can answer in plain HTTP. */
  private Copy fetched(Place place) {
    try {
      byte[] octets = fetch.get(place.list(), largest);
      X509CRL crl = parse(octets);
      signedBy(place.issuer(), crl);
      Duration life = Lives.until(end(crl), clock.instant(), LONGEST);
      return new Copy(Optional.of(crl), octets.length, life, clock.instant().plus(life));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return new Copy(Optional.empty(), 0, FAILURE, Instant.EPOCH);
    }
  }

  /** RFC 5280 6.3.3 (f), (g); the JDK takes it that a trust anchor may sign CRLs. */
  private static void signedBy(X509Certificate issuer, X509CRL crl)
      throws GeneralSecurityException {
    boolean[] usage = issuer.getKeyUsage();
    if (usage != null && !usage[CRL_SIGN]) {
      throw new CRLException("its issuer may not sign CRLs");
    }
    crl.verify(issuer.getPublicKey());
  }

  static X509CRL parse(byte[] octets) throws GeneralSecurityException {
    if (CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(octets))
        instanceof X509CRL crl) {
      return crl;
    }
    throw new CRLException("not a CRL of X.509");
  }

  /** Without a next update it says nothing of any later time. */
  private static Instant end(X509CRL crl) {
    Date next = crl.getNextUpdate();
    return (next == null ? crl.getThisUpdate() : next).toInstant();
  }
}
