package io.postern.core.keys;

import io.postern.config.settings.KeySettings.Revocation;
import io.postern.core.keys.revocation.RevocationService;
import io.postern.core.keys.revocation.RevocationStatus;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is believed about recipients' certificates: the authorities at the end of their paths, and
 * what authorities say of revocation. Safe for use by many threads.
 */
public final class KeyTrust {
  private static final int MOST_KEPT = 10_000;

  private final Supplier<Set<X509Certificate>> roots;
  private final Revocation mode;
  private final Optional<RevocationService> revocation;
  private final Duration patience;
  private final Map<X509Certificate, Issued> issued =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, Issued> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /**
   * @param roots asked whenever a path is searched
   * @param mode how much an unknown revocation matters
   * @param patience the longest that a decision waits for authorities
   */
  public KeyTrust(
      Supplier<Set<X509Certificate>> roots,
      Revocation mode,
      RevocationService revocation,
      Duration patience) {
    this(roots, mode, Optional.of(revocation), patience);
  }

  private KeyTrust(
      Supplier<Set<X509Certificate>> roots,
      Revocation mode,
      Optional<RevocationService> revocation,
      Duration patience) {
    this.roots = roots;
    this.mode = mode;
    this.revocation = revocation;
    this.patience = patience;
  }

  /** No authority is believed or asked: what persons vouch for is all that counts. */
  public static KeyTrust ofPersonsAlone() {
    return new KeyTrust(Set::of, Revocation.OFF, Optional.empty(), Duration.ZERO);
  }

  /** The same authorities, none of whom is asked about revocation. */
  KeyTrust unasked() {
    return new KeyTrust(roots, Revocation.OFF, Optional.empty(), Duration.ZERO);
  }

  /** The time that one decision has. */
  Wait newWait() {
    return new Wait(patience);
  }

  /**
   * Why a certificate is not used, blocking while authorities are asked.
   *
   * @param backing who stands behind it, so that it may need no path
   * @param longest to wait; read when the authorities are asked
   */
  Optional<KeyRefusal> refusal(
      SmimeCertificate certificate,
      Backing backing,
      Supplier<Authorities> authorities,
      Instant now,
      Supplier<Duration> longest) {
    return switch (backing) {
      case PERSON, FINDING -> ofVouched(certificate, backing, authorities, longest);
      case PATH, LAPSED -> ofPath(certificate, authorities.get(), now, longest);
    };
  }

  private Optional<KeyRefusal> ofPath(
      SmimeCertificate certificate,
      Authorities authorities,
      Instant now,
      Supplier<Duration> longest) {
    return switch (CertificatePath.search(certificate, authorities, roots.get(), now)) {
      case CertificatePath.Result.Refused(KeyRefusal why) -> Optional.of(why);
      case CertificatePath.Result.Proved(List<X509Certificate> path) ->
          revocation.isEmpty() || mode == Revocation.OFF
              ? Optional.empty()
              : revoked(path, mode != Revocation.KNOWN, longest);
    };
  }

  /** Of the leaf alone; its authorities are not what it is believed for. */
  private Optional<KeyRefusal> ofVouched(
      SmimeCertificate certificate,
      Backing backing,
      Supplier<Authorities> authorities,
      Supplier<Duration> longest) {
    if (revocation.isEmpty() || mode == Revocation.OFF) {
      return Optional.empty();
    }
    Issued issued = issued(certificate, authorities);
    boolean strict = wantsAnswer(certificate.leaf(), backing);
    return issued
        .by()
        .filter(_ -> issued.namesSource())
        .map(issuer -> revoked(List.of(certificate.leaf(), issuer), strict, longest))
        .orElse(strict ? Optional.of(KeyRefusal.REVOCATION_UNKNOWN) : Optional.empty());
  }

  /** Nobody pinned what was found, so what is unknown of it counts as of others of that kind. */
  private boolean wantsAnswer(X509Certificate leaf, Backing backing) {
    return switch (mode) {
      case ALWAYS -> !standsAlone(leaf);
      case UNPINNED -> backing == Backing.FINDING && RevocationService.mentionsSource(leaf);
      case KNOWN, OFF -> false;
    };
  }

  /** Issued by itself: no authority is there that could revoke it. */
  private static boolean standsAlone(X509Certificate leaf) {
    return leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())
        && !RevocationService.mentionsSource(leaf);
  }

  /**
   * @param path each but the last was issued by the next
   * @param strict whether what is unknown counts as revoked
   */
  private Optional<KeyRefusal> revoked(
      List<X509Certificate> path, boolean strict, Supplier<Duration> longest) {
    List<RevocationStatus> answers = answers(path, longest.get());
    if (answers.stream().anyMatch(RevocationStatus.Revoked.class::isInstance)) {
      return Optional.of(KeyRefusal.REVOKED_BY_AUTHORITY);
    }
    boolean unknown = answers.stream().anyMatch(RevocationStatus.Unknown.class::isInstance);
    return unknown && strict ? Optional.of(KeyRefusal.REVOCATION_UNKNOWN) : Optional.empty();
  }

  /** All are asked at once, so that a long path does not add up. */
  private List<RevocationStatus> answers(List<X509Certificate> path, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    List<CompletableFuture<RevocationStatus>> asked = new ArrayList<>();
    for (int i = 0; i + 1 < path.size(); i++) {
      asked.add(revocation.orElseThrow().ask(path.get(i), path.get(i + 1)));
    }
    return asked.stream()
        .map(a -> RevocationService.await(a, Duration.ofNanos(deadline - System.nanoTime())))
        .toList();
  }

  /** What does not change any more is looked up once: it takes a signature check or more. */
  private Issued issued(SmimeCertificate certificate, Supplier<Authorities> authorities) {
    X509Certificate leaf = certificate.leaf();
    Issued known = known(leaf);
    if (known != null) {
      return known;
    }
    boolean namesSource = RevocationService.namesSource(leaf);
    Optional<X509Certificate> issuer =
        CertificatePath.issuer(certificate, authorities.get(), roots.get());
    Issued found = new Issued(namesSource, issuer);
    if (!namesSource || issuer.isPresent()) {
      keep(leaf, found);
    }
    return found;
  }

  private @Nullable Issued known(X509Certificate leaf) {
    synchronized (issued) {
      return issued.get(leaf);
    }
  }

  private void keep(X509Certificate leaf, Issued found) {
    synchronized (issued) {
      issued.put(leaf, found);
    }
  }

  /** Whether a certificate names its authority's servers, and who issued it as far as is known. */
  private record Issued(boolean namesSource, Optional<X509Certificate> by) {}

  /** A lasting revocation of this very certificate, where its authority has answered so. */
  Optional<RevocationStatus.Revoked> lasting(
      SmimeCertificate certificate, Supplier<Authorities> authorities) {
    return issued(certificate, authorities)
        .by()
        .flatMap(issuer -> revocation.map(r -> r.ask(certificate.leaf(), issuer)))
        .map(answer -> RevocationService.await(answer, Duration.ZERO))
        .filter(RevocationStatus.Revoked.class::isInstance)
        .map(RevocationStatus.Revoked.class::cast)
        .filter(RevocationStatus.Revoked::lasting);
  }
}
