package io.postern.inbound.auth;

import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.keys.PasswordHash;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.SecretKey;

/**
 * Finds out which account a client is, for all listeners together: what is wrong at one counts at
 * the others. An unknown user is answered like a wrong password: the same work, the same reply, the
 * same counts. Safe for use by many threads.
 */
public final class Authenticator {
  /** How long one waits for its turn to be hashed. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Accounts accounts;
  private final GuessLimit limit;
  private final Semaphore hashing;
  private final Duration delay;
  private final Pause pause;

  /**
   * @param decoyKey for HMAC-SHA256, secret and lasting; what accounts that do not exist are made
   *     of
   * @throws IllegalArgumentException where a hash or verifier is none, or a user or client key is
   *     there twice
   */
  public Authenticator(
      Settings.Authentication settings,
      List<UpstreamSettings> upstreams,
      SecretKey decoyKey,
      InstantSource time) {
    this(settings, upstreams, decoyKey, time, Pause::sleep);
  }

  Authenticator(
      Settings.Authentication settings,
      List<UpstreamSettings> upstreams,
      SecretKey decoyKey,
      InstantSource time,
      Pause pause) {
    this.accounts = new Accounts(upstreams, decoyKey, time);
    this.limit = new GuessLimit(settings, time);
    this.hashing = new Semaphore(settings.parallel(), true);
    this.delay = settings.delay();
    this.pause = pause;
  }

  /** The mechanisms with which this client could prove an account, the best first. */
  public List<Mechanism> offered(Peer peer) {
    return Mechanism.ALL.stream().filter(m -> m.isOffered(accounts, peer)).toList();
  }

  /** The account that the client's certificate stands for, without a word; empty where none. */
  public Optional<Account> certificate(Peer peer) {
    return accounts.ofCertificate(peer);
  }

  /** Blocks while others are checked, and for the delay after a failure. */
  Outcome password(Peer peer, String user, String password) {
    Optional<Account> account = accounts.find(user).filter(a -> a.password().isPresent());
    PasswordHash hash =
        account.flatMap(Account::password).orElseGet(() -> accounts.passwordDecoy(user));
    return attempt(peer, user, account, () -> matches(hash, password));
  }

  ScramCandidate scram(String user) {
    Optional<Account> account = accounts.find(user).filter(a -> a.scram().isPresent());
    return new ScramCandidate(
        account.flatMap(Account::scram).orElseGet(() -> accounts.scramDecoy(user)), account);
  }

  /**
   * One try, within the limits of guessing. Blocks while others are checked, and for the delay
   * after a failure.
   *
   * @param account empty where there is none, which makes every proof a wrong one
   * @param proof made whether there is an account or not; empty where there was no time for it
   */
  Outcome attempt(
      Peer peer, String user, Optional<Account> account, Supplier<Optional<Boolean>> proof) {
    Optional<GuessLimit.Try> begun = limit.begin(peer.address(), user);
    if (begun.isEmpty()) {
      return new Outcome.Later();
    }
    GuessLimit.End end = GuessLimit.End.UNTRIED;
    try {
      pause.take(begun.get().slowed());
      end = judge(peer, account, proof.get());
    } finally {
      limit.end(begun.get(), end);
    }
    return switch (end) {
      case RIGHT -> new Outcome.Proved(account.orElseThrow());
      case UNTRIED -> new Outcome.Later();
      case WRONG -> {
        pause.take(delay);
        yield new Outcome.Wrong(accounts.find(user));
      }
    };
  }

  /** The right password from the wrong place is a wrong password. */
  private static GuessLimit.End judge(
      Peer peer, Optional<Account> account, Optional<Boolean> proved) {
    if (proved.isEmpty()) {
      return GuessLimit.End.UNTRIED;
    }
    boolean right =
        proved.get() && account.filter(a -> a.isReachableFrom(peer.address())).isPresent();
    return right ? GuessLimit.End.RIGHT : GuessLimit.End.WRONG;
  }

  /** Empty where too many others wait: each takes tens of MiB for tens of milliseconds. */
  private Optional<Boolean> matches(PasswordHash hash, String password) {
    try {
      if (!hashing.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
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
}
