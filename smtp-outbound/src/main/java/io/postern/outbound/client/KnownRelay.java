package io.postern.outbound.client;

import io.postern.config.HostPort;
import io.postern.config.Secret;
import io.postern.core.wire.TlsEngines;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A host of an administrator's choice that takes mail because it knows who we are.
 *
 * @param kind whose mail it takes
 * @param upstream whose mail goes back there, empty for the smart host; connections of different
 *     upstreams are never shared
 * @param host its name is the one name that its certificate may prove
 * @param engines show the certificate by which the host knows the upstream
 * @param trustsOnward whether the host counts as sending on by verified TLS only
 * @param processedWord what its routing rule knows our mail by
 */
public record KnownRelay(
    Kind kind,
    String upstream,
    HostPort host,
    TlsEngines.Client engines,
    Optional<Login> login,
    boolean trustsOnward,
    Optional<Secret> processedWord) {
  /** Whose mail it takes. */
  public enum Kind {
    /** One upstream's. */
    RETURN_ROUTE("return_route", "Return route"),
    /** All. */
    SMART_HOST("smart_host", "Smart host");

    private final String key;
    private final String words;

    Kind(String key, String words) {
      this.key = key;
      this.words = words;
    }

    /** As the proof calls it. */
    public String key() {
      return key;
    }

    /** At the beginning of a sentence. */
    public String words() {
      return words;
    }
  }

  /** SMTP AUTH PLAIN (RFC 4616); said on verified TLS only. */
  public record Login(String user, Secret password) {
    /** The initial response. */
    String plain() {
      byte[] bytes = ("\0" + user + "\0" + password.reveal()).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(bytes);
    }
  }
}
