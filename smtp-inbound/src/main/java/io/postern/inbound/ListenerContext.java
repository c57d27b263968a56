package io.postern.inbound;

import io.postern.config.settings.Extension;
import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.core.port.Intake;
import io.postern.core.port.Meters;
import io.postern.core.wire.LiveIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.inbound.auth.Authenticator;
import io.postern.inbound.upstream.Upstreams;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * What all sessions of one listener share. Safe for use by many threads.
 *
 * @param name of the listener
 * @param offered of those that may be withheld
 * @param tls empty where the listener has none
 * @param clientAuthorities who may vouch for a client's certificate
 * @param implicitTls whether TLS begins with the connection (RFC 8314 3.3)
 */
record ListenerContext(
    String name,
    Set<Tolerance> tolerated,
    Set<Extension> offered,
    String hostname,
    Settings.Limits limits,
    Upstreams upstreams,
    boolean requireTls,
    boolean implicitTls,
    Optional<LiveIdentity> tls,
    TrustedAuthorities clientAuthorities,
    Intake intake,
    Authenticator authenticator,
    InstantSource time,
    Meters meters,
    InboundMeters counts) {}
