package io.postern.packaging;

import io.postern.config.settings.Settings;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.RemoteDelivery;
import io.postern.outbound.client.ConnectionPool;
import io.postern.outbound.client.Connector;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Timeouts;
import io.postern.outbound.probe.Probe;
import io.postern.outbound.route.DnsResolver;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.PkixVerifier;
import io.postern.outbound.tls.ReferenceNames;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The way to other hosts: what the courier and {@code postern probe} share. */
public record Outbound(Router router, Connector connector, Timeouts timeouts) {
  /**
   * @throws IOException where a file of trusted authorities cannot be read
   * @throws GeneralSecurityException where TLS cannot be set up on this machine
   */
  public static Outbound of(Settings settings, InstantSource clock)
      throws IOException, GeneralSecurityException {
    Settings.Outbound outbound = settings.outbound();
    Timeouts timeouts = Timeouts.of(outbound);
    Router router =
        new Router(
            resolver(settings, clock),
            outbound.smartHost(),
            outbound.port(),
            settings.server().hostname(),
            new SecureRandom());
    TrustedAuthorities authorities =
        TrustedAuthorities.load(outbound.trustedAuthorities(), outbound.publicAuthorities());
    Connector connector =
        new Connector(
            settings.server().hostname(),
            TlsEngines.client(outbound.engine()),
            new PkixVerifier(authorities, clock),
            new ReferenceNames(outbound.trustedMxNames()),
            timeouts);
    return new Outbound(router, connector, timeouts);
  }

  /** The DNS as configured. */
  static DnsResolver resolver(Settings settings, InstantSource clock) {
    Settings.Dns dns = settings.dns();
    return new DnsResolver(dns.resolvers(), dns.timeout(), dns.cacheMaximum(), clock);
  }

  /** What a delivery to a domain would meet. */
  public Probe probe() {
    return new Probe(router, connector);
  }

  ConnectionPool pool(Settings.Outbound settings, InstantSource clock) {
    return new ConnectionPool(
        connector, settings.connectionsPerHost(), settings.idle(), settings.reuse(), clock);
  }

  RemoteDelivery delivery(ConnectionPool pool, InstantSource clock) {
    return new RemoteDelivery(router, new Sender(pool, timeouts, clock));
  }
}
