package io.postern.core.keys;

import java.util.Optional;

/** A key that somebody gave for an address, and whether it would be used; not filed yet. */
public final class JudgedKey {
  private final ParsedKey key;
  private final boolean news;
  private final Optional<KeyRefusal> refusal;
  private final Optional<Standing> lasting;

  /**
   * @param lasting where it was found to be revoked for good
   */
  JudgedKey(ParsedKey key, boolean news, Optional<KeyRefusal> refusal, Optional<Standing> lasting) {
    this.key = key;
    this.news = news;
    this.refusal = refusal;
    this.lasting = lasting;
  }

  /** Lower-case hex. */
  public String fingerprint() {
    return key.fingerprint();
  }

  /** Why it must not be used for the address; empty where it may. */
  public Optional<KeyRefusal> refusal() {
    return refusal;
  }

  /** Whether it may be used for the address. */
  public boolean isUsable() {
    return refusal.isEmpty();
  }

  ParsedKey key() {
    return key;
  }

  /** Whether the directory lacks it, or something of it. */
  boolean isNews() {
    return news;
  }

  /** Whether it must not be forgotten, lest a copy without its revocation is believed. */
  boolean isRevoked() {
    boolean here =
        refusal.filter(r -> r == KeyRefusal.REVOKED || r == KeyRefusal.SUBKEY_REVOKED).isPresent();
    return here || lasting.isPresent();
  }

  Optional<Standing> lasting() {
    return lasting;
  }

  @Override
  public String toString() {
    return key.fingerprint() + refusal.map(r -> " " + r.label()).orElse("");
  }
}
