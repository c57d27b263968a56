package io.postern.outbound.client;

import io.postern.config.HostPort;
import io.postern.config.Secret;
import io.postern.core.wire.TlsEngines;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The host that one upstream's mail goes back to, and who we are there.
 *
 * @param upstream whose mail; connections of different upstreams are never shared
 * @param host its name is the one name that its certificate may prove
 * @param engines show the certificate by which the host knows the upstream
 * @param trustsOnward whether the host counts as sending on by verified TLS only
 * @param processedWord what its routing rule knows our mail by
 */
public record ReturnRoute(
    String upstream,
    HostPort host,
    TlsEngines.Client engines,
    Optional<Login> login,
    boolean trustsOnward,
    Optional<Secret> processedWord) {
  /** SMTP AUTH PLAIN (RFC 4616); said on verified TLS only. */
  public record Login(String user, Secret password) {
    /** The initial response. */
    String plain() {
      byte[] bytes = ("\0" + user + "\0" + password.reveal()).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(bytes);
    }
  }
}
