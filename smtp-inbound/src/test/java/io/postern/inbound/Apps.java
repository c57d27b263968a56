package io.postern.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.postern.config.Cidr;
import io.postern.config.Secret;
import io.postern.config.settings.Settings;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.keys.PasswordHash;
import io.postern.core.keys.ScramVerifier;
import io.postern.core.wire.TlsIdentity;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Accounts of applications, and what their clients send. */
public final class Apps {
  private static final Secret HASH = new Secret(PasswordHash.create(Lab.PASSWORD).toPhc());
  private static final Secret VERIFIER = new Secret(ScramVerifier.create(Lab.PASSWORD).toText());

  private Apps() {}

  /** Proved by {@link Lab#PASSWORD}, with every mechanism that knows passwords. */
  public static UpstreamSettings.Account account(String user) {
    return account(user, 10_000, 50_000);
  }

  /** The same with hourly limits. */
  public static UpstreamSettings.Account account(String user, int messages, int recipients) {
    return new UpstreamSettings.Account(
        user, Optional.of(HASH), Optional.of(VERIFIER), List.of(), List.of(), messages, recipients);
  }

  /** Proved by a password in PLAIN and LOGIN alone. */
  public static UpstreamSettings.Account passwordOnly(String user) {
    return new UpstreamSettings.Account(
        user, Optional.of(HASH), Optional.empty(), List.of(), List.of(), 10_000, 50_000);
  }

  /** Proved by SCRAM alone. */
  public static UpstreamSettings.Account scramOnly(String user) {
    return new UpstreamSettings.Account(
        user, Optional.empty(), Optional.of(VERIFIER), List.of(), List.of(), 10_000, 50_000);
  }

  /** Proved by the key of a client certificate alone. */
  public static UpstreamSettings.Account keyed(String user, TlsIdentity client) {
    return new UpstreamSettings.Account(
        user,
        Optional.empty(),
        Optional.empty(),
        List.of(digest(client)),
        List.of(),
        10_000,
        50_000);
  }

  /** An upstream from anywhere. */
  public static UpstreamSettings upstream(UpstreamSettings.Account... accounts) {
    return new UpstreamSettings.Application("app", List.of(accounts), List.of(), List.of(), 1000);
  }

  /** An upstream from one network. */
  public static UpstreamSettings upstreamFrom(
      String network, UpstreamSettings.Account... accounts) {
    return new UpstreamSettings.Application(
        "app", List.of(accounts), List.of(), List.of(Cidr.parse(network)), 1000);
  }

  /** A listener with STARTTLS for the accounts. */
  public static Lab lab(UpstreamSettings.Account... accounts) throws Exception {
    return new Lab.Build().tls(Settings.TlsMode.STARTTLS).upstreams(upstream(accounts)).start();
  }

  /** The initial response of PLAIN. */
  public static String plain(String user, String password) {
    return base64("\0" + user + "\0" + password);
  }

  public static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String digest(TlsIdentity client) {
    try {
      byte[] key = client.chain().getFirst().getPublicKey().getEncoded();
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
