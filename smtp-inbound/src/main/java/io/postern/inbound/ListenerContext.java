package io.postern.inbound;

import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.port.Intake;
import io.postern.core.port.Meters;
import io.postern.core.wire.TlsEngines;
import io.postern.inbound.auth.Authenticator;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What all sessions of one listener share. Safe for use by many threads.
 *
 * @param name of the listener
 * @param tls empty where the listener has none
 * @param implicitTls whether TLS begins with the connection (RFC 8314 3.3)
 */
record ListenerContext(
    String name,
    Set<Tolerance> tolerated,
    String hostname,
    Settings.Limits limits,
    List<UpstreamSettings> upstreams,
    boolean requireTls,
    boolean implicitTls,
    Optional<TlsEngines.Server> tls,
    Intake intake,
    Authenticator authenticator,
    InstantSource time,
    Meters meters) {
  /** Field names that prove an upstream and go no further, whoever sent them; lower case. */
  List<String> secretNames() {
    return upstreams.stream()
        .flatMap(u -> u.secretHeader().stream())
        .map(h -> h.name().toLowerCase(Locale.ROOT))
        .toList();
  }
}
