package io.postern.inbound.auth;

import io.postern.config.settings.Settings;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How often one may be wrong. Three counts, each forgotten when nothing failed for {@code lock}:
 *
 * <ul>
 *   <li>a user from a network: at {@code failures} that user waits there, and nobody else;
 *   <li>a network: at {@code failures_per_client} everybody there waits;
 *   <li>a user from anywhere: never locks, since anybody could then lock anybody out. Past {@code
 *       failures} each try is slowed, except from networks where the user has succeeded before.
 * </ul>
 *
 * A try is counted from its beginning to its end, so that many at once get no more than one after
 * the other. A success takes back its own try and no failure. What is refused while locked counts
 * for nothing, so that a program with an old password does not lock others out for good. Names are
 * kept as digests: people type passwords there. Safe for use by many threads.
 */
final class GuessLimit {
  /** How a try ended. */
  enum End {
    RIGHT,
    WRONG,
    /** Nothing was compared. */
    UNTRIED
  }

  /**
   * A try that is under way.
   *
   * @param slowed how long to wait before anything is compared
   */
  record Try(String client, String user, String pair, Duration slowed) {}

  /** With some 200 octets each. */
  private static final int REMEMBERED = 50_000;

  /** How long one waits for others whose tries could be the last. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Short of what clients wait for a reply. */
  private static final Duration SLOWEST = Duration.ofSeconds(15);

  private final Settings.Authentication limits;
  private final InstantSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final FailureCounts failures;
  private final Map<String, Integer> underWay = new HashMap<>();

  /** Pairs that have succeeded, the last used ones. */
  private final Map<String, Boolean> familiar =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  GuessLimit(Settings.Authentication limits, InstantSource time) {
    this.limits = limits;
    this.time = time;
    this.failures = new FailureCounts(limits.lock(), 3 * REMEMBERED);
  }

  /** Begins a try, after others that could use up what is left; empty where locked. */
  Optional<Try> begin(InetAddress client, String user) {
    String network = "c" + ClientNetwork.of(client).prefix();
    String name = "u" + digest(user);
    String pair = network + name;
    lock.lock();
    try {
      if (!awaitRoom(network, pair)) {
        return Optional.empty();
      }
      underWay.merge(network, 1, Integer::sum);
      underWay.merge(pair, 1, Integer::sum);
      return Optional.of(new Try(network, name, pair, slowed(name, pair)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Ends a try; to be called once for each that has begun. */
  void end(Try ending, End how) {
    Instant now = time.instant();
    lock.lock();
    try {
      underWay.computeIfPresent(ending.client(), (k, n) -> n == 1 ? null : n - 1);
      underWay.computeIfPresent(ending.pair(), (k, n) -> n == 1 ? null : n - 1);
      switch (how) {
        case RIGHT -> familiar.put(ending.pair(), true);
        case WRONG -> {
          failures.add(ending.client(), now);
          failures.add(ending.user(), now);
          failures.add(ending.pair(), now);
        }
        case UNTRIED -> {}
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** False where it is locked, or the others do not come to an end. */
  private boolean awaitRoom(String network, String pair) throws InterruptedException {
    long left = PATIENCE.toNanos();
    while (true) {
      Instant now = time.instant();
      int ofNetwork = limits.failuresPerClient() - failures.of(network, now);
      int ofPair = limits.failures() - failures.of(pair, now);
      if (ofNetwork <= 0 || ofPair <= 0 || left <= 0) {
        return false;
      }
      if (underWay.getOrDefault(network, 0) < ofNetwork
          && underWay.getOrDefault(pair, 0) < ofPair) {
        return true;
      }
      left = ended.awaitNanos(left);
    }
  }

  private Duration slowed(String name, String pair) {
    int beyond = failures.of(name, time.instant()) - limits.failures();
    if (beyond < 0 || familiar.containsKey(pair)) {
      return Duration.ZERO;
    }
    Duration slow = limits.delay().multipliedBy(beyond + 1L);
    return slow.compareTo(SLOWEST) < 0 ? slow : SLOWEST;
  }

  private static String digest(String user) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(user.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
