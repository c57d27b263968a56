package io.postern.packaging;

import io.postern.config.settings.Settings;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.RemoteDelivery;
import io.postern.outbound.client.ConnectionPool;
import io.postern.outbound.client.Connector;
import io.postern.outbound.client.ReturnRoute;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Timeouts;
import io.postern.outbound.probe.Probe;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.route.DnsResolver;
import io.postern.outbound.route.Router;
import io.postern.outbound.tls.PkixVerifier;
import io.postern.outbound.tls.ReferenceNames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way to other hosts: what the courier and {@code postern probe} share. */
public record Outbound(
    Router router, Connector connector, Timeouts timeouts, Map<String, ReturnRoute> returns) {
  /**
   * @throws IOException where a file of certificates or keys cannot be read
   * @throws GeneralSecurityException where TLS cannot be set up on this machine or an identity
   *     cannot be used
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
            new SecureRandom(),
            new Destinations(outbound.privateNetworks(), listening(settings)));
    TrustedAuthorities authorities =
        TrustedAuthorities.load(outbound.trustedAuthorities(), outbound.publicAuthorities());
    Connector connector =
        new Connector(
            settings.server().hostname(),
            TlsEngines.client(outbound.engine()),
            new PkixVerifier(authorities, clock),
            new ReferenceNames(outbound.trustedMxNames()),
            timeouts);
    return new Outbound(router, connector, timeouts, returns(outbound));
  }

  private static List<InetSocketAddress> listening(Settings settings) {
    return settings.listeners().stream()
        .map(l -> l.address().toSocketAddress())
        .filter(a -> !a.isUnresolved())
        .toList();
  }

  private static Map<String, ReturnRoute> returns(Settings.Outbound outbound)
      throws IOException, GeneralSecurityException {
    Map<String, ReturnRoute> routes = new HashMap<>();
    for (Settings.Return entry : outbound.return_()) {
      routes.put(entry.upstream(), route(entry, outbound.engine()));
    }
    return routes;
  }

  private static ReturnRoute route(Settings.Return entry, Settings.TlsEngine engine)
      throws IOException, GeneralSecurityException {
    Optional<TlsIdentity> identity =
        entry.certificate().isPresent()
            ? Optional.of(TlsIdentity.read(entry.certificate().get(), entry.key().orElseThrow()))
            : Optional.empty();
    return new ReturnRoute(
        entry.upstream(),
        entry.host(),
        TlsEngines.client(engine, identity),
        entry.user().map(u -> new ReturnRoute.Login(u, entry.password().orElseThrow())),
        entry.trustOnwardTls(),
        entry.processedWord());
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
