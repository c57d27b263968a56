package io.postern.inbound.auth;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.keys.PasswordHash;
import io.postern.core.keys.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The accounts by name and by key, and what stands in for those that do not exist. Immutable but
 * for the accounts' allowances.
 */
final class Accounts {
  private final Map<String, Account> byUser = new LinkedHashMap<>();
  private final Map<String, Account> byKey = new HashMap<>();
  private final List<PasswordHash> passwords;
  private final List<ScramVerifier> verifiers;
  private final SecretKey decoyKey;

  /**
   * @param decoyKey for HMAC-SHA256; the same after a restart and on every node, so that the salts
   *     of accounts that do not exist are as lasting as those of accounts that do
   * @throws IllegalArgumentException where a hash or verifier is none, or a user or key is there
   *     twice
   */
  Accounts(List<UpstreamSettings> upstreams, SecretKey decoyKey, InstantSource time) {
    this.decoyKey = decoyKey;
    for (UpstreamSettings upstream : upstreams) {
      if (upstream instanceof UpstreamSettings.Application application) {
        application.accounts().forEach(a -> add(new Account(application, a, time)));
      }
    }
    this.passwords = byUser.values().stream().flatMap(a -> a.password().stream()).toList();
    this.verifiers = byUser.values().stream().flatMap(a -> a.scram().stream()).toList();
  }

  private void add(Account account) {
    if (byUser.put(account.user(), account) != null) {
      throw new IllegalArgumentException("account given twice: " + account.user());
    }
    for (String key : account.keys()) {
      if (byKey.put(key, account) != null) {
        throw new IllegalArgumentException("client key of two accounts: " + account.user());
      }
    }
  }

  boolean havePasswords() {
    return !passwords.isEmpty();
  }

  boolean haveScram() {
    return !verifiers.isEmpty();
  }

  Optional<Account> find(String user) {
    return Optional.ofNullable(byUser.get(user));
  }

  /** The account whose key the client has proved to hold, from where it may. */
  Optional<Account> ofCertificate(Peer peer) {
    return peer.key()
        .flatMap(k -> Optional.ofNullable(byKey.get(k)))
        .filter(a -> a.isReachableFrom(peer.address()));
  }

  /** Somebody's hash, so that an unknown user costs what a known one does. */
  PasswordHash passwordDecoy(String user) {
    return passwords.get(index(seed(user), passwords.size()));
  }

  /** A verifier that is nobody's, always the same for a name. */
  ScramVerifier scramDecoy(String user) {
    byte[] seed = seed(user);
    return verifiers.get(index(seed, verifiers.size())).decoy(seed);
  }

  private static int index(byte[] seed, int size) {
    return Math.floorMod(Arrays.hashCode(seed), size);
  }

  private byte[] seed(String user) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(decoyKey);
      return mac.doFinal(user.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
