package io.postern.core.keys.revocation;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.postern.core.keys.revocation.PkixVerdict.Pair;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks authorities about certificates and remembers the answers: OCSP first, then CRLs. A question
 * runs on, and its answer is kept, where who asked does not wait for it any more. Safe for use by
 * many threads.
 */
public final class RevocationService {
  private static final int MOST = 10_000;

  private final AuthorityFetch fetch;
  private final InstantSource clock;
  private final CrlShelf lists;
  private final AsyncCache<Pair, RevocationStatus> answers;

  /**
   * @param largestCrl in octets
   */
  public RevocationService(AuthorityFetch fetch, InstantSource clock, int largestCrl) {
    this.fetch = new LivingServers(fetch, clock);
    this.clock = clock;
    this.lists = new CrlShelf(this.fetch, clock, largestCrl);
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfter(Expiry.<Pair, RevocationStatus>creating((pair, status) -> life(status)))
            .ticker(() -> Lives.ticks(clock))
            .executor(task -> Thread.ofVirtual().name("revocation").start(task))
            .buildAsync();
  }

  /** Whether a certificate names any source of its revocation, also one that is not asked. */
  public static boolean mentionsSource(X509Certificate certificate) {
    return RevocationUrls.namesAny(certificate);
  }

  /** Whether a certificate says where its revocation can be learnt by us. */
  public static boolean namesSource(X509Certificate certificate) {
    return !RevocationUrls.responders(certificate).isEmpty()
        || !RevocationUrls.lists(certificate).isEmpty();
  }

  /** The answer, once there is one; never fails. */
  public CompletableFuture<RevocationStatus> ask(
      X509Certificate certificate, X509Certificate issuer) {
    return answers.get(new Pair(certificate, issuer), this::search);
  }

  /** The answer if it comes in time, blocking; {@code Unknown} where it does not. */
  public static RevocationStatus await(
      CompletableFuture<RevocationStatus> answer, Duration patience) {
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new RevocationStatus.Unknown("the authority takes too long");
    } catch (ExecutionException e) {
      return new RevocationStatus.Unknown("the authority cannot be asked");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new RevocationStatus.Unknown("interrupted");
    }
  }

  private RevocationStatus search(Pair pair) {
    List<URI> responders = RevocationUrls.responders(pair.certificate());
    List<URI> crls = RevocationUrls.lists(pair.certificate());
    RevocationStatus none = new RevocationStatus.Unknown("the certificate names no source");
    RevocationStatus byOcsp =
        first(responders, u -> OcspQuestion.ask(fetch, u, pair, lists, clock.instant()), none);
    return byOcsp instanceof RevocationStatus.Unknown
        ? first(crls, u -> lists.ask(u, pair), byOcsp)
        : byOcsp;
  }

  private static RevocationStatus first(
      List<URI> sources, Function<URI, RevocationStatus> ask, RevocationStatus otherwise) {
    RevocationStatus last = otherwise;
    for (URI source : sources) {
      last = ask.apply(source);
      if (!(last instanceof RevocationStatus.Unknown)) {
        return last;
      }
    }
    return last;
  }

  private Duration life(RevocationStatus status) {
    return switch (status) {
      case RevocationStatus.Good good ->
          Lives.until(good.until(), clock.instant(), CrlShelf.LONGEST);
      case RevocationStatus.Revoked _ -> CrlShelf.LONGEST;
      case RevocationStatus.Unknown _ -> CrlShelf.FAILURE;
    };
  }
}
