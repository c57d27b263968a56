package io.postern.core.keys;

import io.postern.core.keys.revocation.RevocationStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Of the keys for an address the one to use, or why there is none. Safe for use by many threads.
 */
final class KeyChoice {
  private final KeyRows rows;
  private final KeyCache cache;
  private final KeyTrust trust;
  private final FindingTerms terms;
  private final InstantSource clock;

  KeyChoice(KeyRows rows, KeyCache cache, KeyTrust trust, FindingTerms terms, InstantSource clock) {
    this.rows = rows;
    this.cache = cache;
    this.trust = trust;
    this.terms = terms;
    this.clock = clock;
  }

  /** The same where nobody is asked about revocation. */
  KeyChoice unasked() {
    return new KeyChoice(rows, cache, trust.unasked(), terms, clock);
  }

  /** What trust says of keys now. */
  KeyJudge judge() {
    return new KeyJudge(trust, this::authorities, terms, clock.instant());
  }

  /**
   * The best key to encrypt to; of several that are refused the reason of the first counts.
   *
   * @param gate what a key says of itself
   * @param lasting told of a certificate that its authority has revoked for good
   */
  <S extends StoredKey, K> KeyDecision<K> best(
      Asked<S> asked,
      BiFunction<S, Instant, KeyDecision<K>> gate,
      BiConsumer<String, RevocationStatus.Revoked> lasting) {
    List<FiledKey<S>> keys = stored(asked, KeyPurpose.ENCRYPT);
    boolean exclusive = keys.stream().anyMatch(FiledKey::pinned);
    Instant now = clock.instant();
    KeyJudge judge = judge();
    Optional<KeyDecision<K>> first = Optional.empty();
    for (int i = 0; i < keys.size(); i++) {
      FiledKey<S> key = keys.get(i);
      int left = keys.size() - i;
      KeyDecision<K> decision =
          decision(
              key,
              k -> gate.apply(k, now),
              k -> judge.forEncryption(k, asked.address(), exclusive, left));
      if (decision instanceof KeyDecision.Use<K>) {
        return decision;
      }
      if (KeyJudge.standing(key.standing()).isEmpty()) { // else it is written down already
        keepLasting(key.key(), decision, lasting);
      }
      first = first.or(() -> Optional.of(decision));
    }
    return first.orElseGet(() -> new KeyDecision.Refuse<>(KeyRefusal.NO_KEY, Optional.empty()));
  }

  private static <S extends StoredKey, K> KeyDecision<K> decision(
      FiledKey<S> filed,
      Function<S, KeyDecision<K>> gate,
      Function<FiledKey<S>, Optional<KeyRefusal>> trusted) {
    Optional<KeyRefusal> standing = KeyJudge.standing(filed.standing());
    if (standing.isPresent()) {
      return refuse(filed, standing.get());
    }
    KeyDecision<K> decision = gate.apply(filed.key());
    return switch (decision) {
      case KeyDecision.Refuse<K> _ -> decision;
      case KeyDecision.Use<K> _ ->
          trusted.apply(filed).<KeyDecision<K>>map(why -> refuse(filed, why)).orElse(decision);
    };
  }

  private static <K> KeyDecision<K> refuse(FiledKey<?> filed, KeyRefusal why) {
    return new KeyDecision.Refuse<>(why, Optional.of(filed.key().fingerprint()));
  }

  private void keepLasting(
      StoredKey key,
      KeyDecision<?> decision,
      BiConsumer<String, RevocationStatus.Revoked> lasting) {
    boolean revoked =
        decision instanceof KeyDecision.Refuse<?> refuse
            && refuse.reason() == KeyRefusal.REVOKED_BY_AUTHORITY;
    if (revoked) {
      lasting(key).ifPresent(known -> lasting.accept(key.fingerprint(), known));
    }
  }

  /** Our keys for a sender: the sender's own before the domain's. */
  <S extends StoredKey> Stream<S> signing(Asked<S> asked) {
    Asked<S> domain = new Asked<>(asked.kind(), MailName.domainOf(asked.address()), asked.type());
    return Stream.of(asked, domain)
        .flatMap(name -> stored(name, KeyPurpose.SIGN).stream())
        .filter(filed -> KeyJudge.standing(filed.standing()).isEmpty())
        .map(FiledKey::key);
  }

  /** The authorities that the directory holds. */
  private Authorities authorities() {
    List<FiledKey<StoredKey>> filed =
        cache.get(
            new KeyCache.Slot(KeyKind.SMIME, KeyPurpose.AUTHORITY, ""),
            () -> rows.byPurpose(KeyPurpose.AUTHORITY));
    return Authorities.of(filed.stream().map(key -> key.as(StoredKey.Smime.class)).toList());
  }

  /** Why a key that nobody filed yet would not be used for an address, as if it were filed. */
  Optional<KeyRefusal> refusal(StoredKey key, Standing standing, Backing backing, String address) {
    return KeyJudge.standing(standing)
        .or(() -> key.refusedForEncryption(address, clock.instant()))
        .or(() -> judge().refusal(key, backing, 1));
  }

  /** A lasting revocation that the authority of a certificate has told of; of others none. */
  Optional<RevocationStatus.Revoked> lasting(StoredKey key) {
    return switch (key) {
      case StoredKey.Smime smime -> trust.lasting(smime.certificate(), this::authorities);
      case StoredKey.OpenPgp _ -> Optional.empty();
    };
  }

  /** Whether a finding counts now. */
  boolean holds(String address, KeyFinding finding) {
    return terms.hold(address, finding, clock.instant());
  }

  /** Those filed for an address, the pinned ones first, then the newest. */
  <S extends StoredKey> List<FiledKey<S>> stored(Asked<S> asked, KeyPurpose purpose) {
    KeyCache.Slot slot = new KeyCache.Slot(asked.kind(), purpose, asked.address());
    return cache.get(slot, () -> rows.byAddress(asked.kind(), purpose, asked.address())).stream()
        .map(filed -> filed.as(asked.type()))
        .sorted(
            Comparator.<FiledKey<S>, Boolean>comparing(FiledKey::pinned)
                .thenComparing(FiledKey::newestFirst)
                .reversed())
        .toList();
  }

  /**
   * Which keys are wanted.
   *
   * @param address in the form to compare
   */
  record Asked<S extends StoredKey>(KeyKind kind, String address, Class<S> type) {}
}
