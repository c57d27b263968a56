package io.postern.core.keys;

import java.util.Optional;

/** A key that somebody gave for an address, and whether it would be used; not filed yet. */
public final class JudgedKey {
  private final ParsedKey key;
  private final boolean news;
  private final Optional<KeyRefusal> refusal;

  JudgedKey(ParsedKey key, boolean news, Optional<KeyRefusal> refusal) {
    this.key = key;
    this.news = news;
    this.refusal = refusal;
  }

  /** Lower-case hex. */
  public String fingerprint() {
    return key.fingerprint();
  }

  /** Why it must not be used for the address; empty where it may. */
  public Optional<KeyRefusal> refusal() {
    return refusal;
  }

  ParsedKey key() {
    return key;
  }

  /** Whether the directory lacks it, or something of it. */
  boolean isNews() {
    return news;
  }

  @Override
  public String toString() {
    return key.fingerprint() + refusal.map(r -> " " + r.label()).orElse("");
  }
}
