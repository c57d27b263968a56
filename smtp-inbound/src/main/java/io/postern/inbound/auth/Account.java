package io.postern.inbound.auth;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.keys.PasswordHash;
import io.postern.core.keys.ScramVerifier;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Somebody who can log in, with what is left of the hour. Safe for use by many threads. */
public final class Account {
  private final String user;
  private final UpstreamSettings upstream;
  private final Optional<PasswordHash> password;
  private final Optional<ScramVerifier> scram;
  private final List<String> keys;
  private final Allowance messages;
  private final Allowance recipients;

  /**
   * @throws IllegalArgumentException where a hash or verifier is none
   */
  Account(
      UpstreamSettings.Application upstream,
      UpstreamSettings.Account settings,
      InstantSource time) {
    this.user = settings.user();
    this.upstream = narrowed(upstream, settings);
    this.password = settings.password().map(p -> PasswordHash.parse(p.reveal()));
    this.scram = settings.scram().map(s -> ScramVerifier.parse(s.reveal()));
    this.keys = settings.clientKeys();
    this.messages = new Allowance(settings.messagesPerHour(), time);
    this.recipients = new Allowance(settings.recipientsPerHour(), time);
  }

  public String user() {
    return user;
  }

  /** The account's upstream, with the account's own sender domains where it has some. */
  public UpstreamSettings upstream() {
    return upstream;
  }

  /** False where it has sent too many messages; else one more is counted. */
  public boolean takeMessage() {
    return messages.take();
  }

  /** False where it has named too many recipients; else one more is counted. */
  public boolean takeRecipient() {
    return recipients.take();
  }

  Optional<PasswordHash> password() {
    return password;
  }

  Optional<ScramVerifier> scram() {
    return scram;
  }

  /** SHA-256 of the public keys that prove it, in base64. */
  List<String> keys() {
    return keys;
  }

  boolean isReachableFrom(InetAddress client) {
    return upstream.networks().isEmpty()
        || upstream.networks().stream().anyMatch(n -> n.contains(client));
  }

  private static UpstreamSettings narrowed(
      UpstreamSettings.Application upstream, UpstreamSettings.Account account) {
    return account.senderDomains().isEmpty()
        ? upstream
        : new UpstreamSettings.Application(
            upstream.name(),
            upstream.accounts(),
            account.senderDomains(),
            upstream.networks(),
            upstream.sessions());
  }
}
