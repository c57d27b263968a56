package io.postern.inbound;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.keys.PasswordHash;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Checks the passwords of SMTP AUTH. Guessing is slow: few hashes at once, a delay after each
 * failure, and an address with many failures waits. Safe for use by many threads.
 */
final class Authenticator {
  /** What came of a try. */
  sealed interface Result {
    record Proved(UpstreamSettings upstream) implements Result {}

    record Wrong() implements Result {}

    /** Too many failures from this address, or too many tries at once: come back later. */
    record Later() implements Result {}
  }

  private record Account(UpstreamSettings upstream, PasswordHash password) {}

  private record Failures(int count, Instant last) {}

  static final int FAILURES = 5;
  static final Duration LOCKED = Duration.ofMinutes(5);
  private static final int ADDRESSES = 10_000;

  /** Each takes tens of MiB for tens of milliseconds. */
  private static final int AT_ONCE = 4;

  private static final PasswordHash NOBODY = PasswordHash.create("nobody has this password");
  private static final Duration WAIT = Duration.ofSeconds(20);

  private final Map<String, Account> accounts = new HashMap<>();
  private final Semaphore hashing = new Semaphore(AT_ONCE, true);
  private final InstantSource time;
  private final Duration failureDelay;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > ADDRESSES;
        }
      };

  /**
   * @param failureDelay how long the answer to a wrong password is held back
   * @throws IllegalArgumentException where a hash is not one, or a user is there twice
   */
  Authenticator(List<UpstreamSettings> upstreams, InstantSource time, Duration failureDelay) {
    this.time = time;
    this.failureDelay = failureDelay;
    for (UpstreamSettings upstream : upstreams) {
      for (UpstreamSettings.Account account : upstream.accounts()) {
        add(upstream, account);
      }
    }
  }

  private void add(UpstreamSettings upstream, UpstreamSettings.Account account) {
    if (account.password().isEmpty()) {
      return;
    }
    PasswordHash password = PasswordHash.parse(account.password().get().reveal());
    if (accounts.put(account.user(), new Account(upstream, password)) != null) {
      throw new IllegalArgumentException("account given twice: " + account.user());
    }
  }

  boolean hasAccounts() {
    return !accounts.isEmpty();
  }

  /** Blocks while others are checked, and for the delay after a failure. */
  Result check(InetAddress client, String user, String password) {
    if (isLocked(client)) {
      return new Result.Later();
    }
    Account account = accounts.get(user);
    // An unknown user takes as long as a wrong password, so that names cannot be probed.
    PasswordHash hash = account == null ? NOBODY : account.password();
    Optional<Boolean> matches = matches(hash, password);
    if (matches.isEmpty()) {
      return new Result.Later();
    }
    if (account != null && matches.get()) {
      forgive(client);
      return new Result.Proved(account.upstream());
    }
    blame(client);
    return new Result.Wrong();
  }

  /** Empty where too many others wait. */
  private Optional<Boolean> matches(PasswordHash hash, String password) {
    try {
      if (!hashing.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(hash.matches(password));
    } finally {
      hashing.release();
    }
  }

  private boolean isLocked(InetAddress client) {
    lock.lock();
    try {
      Failures past = failures.get(key(client));
      return past != null
          && past.count() >= FAILURES
          && time.instant().isBefore(past.last().plus(LOCKED));
    } finally {
      lock.unlock();
    }
  }

  private void forgive(InetAddress client) {
    lock.lock();
    try {
      failures.remove(key(client));
    } finally {
      lock.unlock();
    }
  }

  private void blame(InetAddress client) {
    Instant now = time.instant();
    lock.lock();
    try {
      Failures past = failures.remove(key(client));
      int before = past != null && now.isBefore(past.last().plus(LOCKED)) ? past.count() : 0;
      failures.put(key(client), new Failures(before + 1, now));
    } finally {
      lock.unlock();
    }
    try {
      Thread.sleep(failureDelay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** IPv6 clients own a whole /64. */
  private static String key(InetAddress client) {
    byte[] octets = client.getAddress();
    return HexFormat.of().formatHex(Arrays.copyOf(octets, Math.min(octets.length, 8)));
  }
}
