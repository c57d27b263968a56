package io.postern.packaging;

import io.postern.config.settings.DestinationSettings.Level;
import io.postern.config.settings.DnsSettings;
import io.postern.config.settings.ReturnSettings;
import io.postern.config.settings.Settings;
import io.postern.core.port.StsPolicies;
import io.postern.core.tlsrpt.SessionWatch;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.RemoteDelivery;
import io.postern.outbound.client.ConnectionPool;
import io.postern.outbound.client.Connector;
import io.postern.outbound.client.FinalTouch;
import io.postern.outbound.client.KnownRelay;
import io.postern.outbound.client.Limits;
import io.postern.outbound.client.Sender;
import io.postern.outbound.client.Source;
import io.postern.outbound.client.Sources;
import io.postern.outbound.client.Timeouts;
import io.postern.outbound.https.HttpsClient;
import io.postern.outbound.plan.DaneLookup;
import io.postern.outbound.plan.DestinationTable;
import io.postern.outbound.plan.HostPlanner;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.probe.Probe;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.route.DnsResolver;
import io.postern.outbound.route.Router;
import io.postern.outbound.route.Signatures;
import io.postern.outbound.route.SmartHost;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.sts.PolicyServer;
import io.postern.outbound.sts.StsRefresh;
import io.postern.outbound.tls.Checker;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to other hosts: what the courier and {@code postern probe} share. */
public record Outbound(
    DnsResolver dns,
    Router router,
    Receivers receivers,
    Connector connector,
    Sources sources,
    Source any,
    Timeouts timeouts,
    Limits limits,
    HttpsClient web,
    Optional<KnownRelay> smartHost,
    Map<String, KnownRelay> returns) {
  private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);

  /** Web servers of policies and reports are where the web has them. */
  private static final int HTTPS = 443;

  /**
   * @param policies what receivers demanded before
   * @param watch told of TLS sessions
   * @throws IOException where a file of certificates or keys cannot be read
   * @throws GeneralSecurityException where TLS cannot be set up on this machine or an identity
   *     cannot be used
   */
  public static Outbound of(
      Settings settings, StsPolicies policies, SessionWatch watch, InstantSource clock)
      throws IOException, GeneralSecurityException {
    Settings.Outbound outbound = settings.outbound();
    Timeouts timeouts = Timeouts.of(outbound);
    Destinations destinations = new Destinations(outbound.privateNetworks(), listening(settings));
    DnsResolver dns = resolver(settings, clock);
    Router router =
        new Router(
            dns,
            outbound.smartHost().map(h -> new SmartHost(h, outbound.trustOnwardTls())),
            outbound.port(),
            settings.server().hostname(),
            new SecureRandom(),
            destinations,
            outbound.addressOrder());
    TlsEngines.Client engines =
        TlsEngines.client(outbound.engine(), Optional.empty(), outbound.cipherFloor());
    Checker checker = checker(outbound, outbound.publicAuthorities(), clock);
    // A web server is a web server, whoever may vouch for mail hosts.
    Checker webs = checker(outbound, true, clock);
    TlsEngines.Client plain = TlsEngines.client(outbound.engine());
    HttpsClient web = new HttpsClient(dns, destinations, plain, webs, HTTPS);
    // Strangers name the servers that take reports: none in a network of ours is among them.
    Destinations strangers = new Destinations(List.of(), listening(settings));
    complain(outbound);
    return new Outbound(
        dns,
        router,
        new Receivers(
            new DestinationTable(outbound.destinations()),
            outbound.mtaSts()
                ? Optional.of(new MtaSts(dns, new PolicyServer(web), policies, clock))
                : Optional.empty(),
            planner(outbound, dns, watch)),
        new Connector(engines, plain, checker, timeouts, watch),
        new Sources(outbound.sources(), settings.server().hostname()),
        Source.any(settings.server().hostname()),
        timeouts,
        Limits.of(outbound),
        new HttpsClient(dns, strangers, plain, webs, HTTPS),
        smartHost(outbound, engines),
        returns(outbound));
  }

  private static Checker checker(
      Settings.Outbound outbound, boolean publicAuthorities, InstantSource clock)
      throws IOException {
    return new Checker(
        TrustedAuthorities.load(outbound.trustedAuthorities(), publicAuthorities),
        clock,
        outbound.cipherFloor());
  }

  /** Levels of domains hold behind relays too, and there nobody can show that they are met. */
  private static void complain(Settings.Outbound outbound) {
    boolean demands =
        outbound.destinations().stream()
            .flatMap(d -> d.level().stream())
            .anyMatch(l -> l != Level.MAY);
    boolean blind =
        (outbound.smartHost().isPresent() && !outbound.trustOnwardTls())
            || outbound.return_().stream().anyMatch(r -> !r.trustOnwardTls());
    if (demands && blind) {
      LOG.warn(
          "outbound.destinations asks for TLS at domains whose mail goes through a relay without"
              + " trust_onward_tls: that mail waits, or takes its next protection");
    }
  }

  private static HostPlanner planner(
      Settings.Outbound outbound, DnsResolver dns, SessionWatch watch) {
    return new HostPlanner(
        new DaneLookup(dns),
        new ReferenceNames(outbound.trustedMxNames()),
        outbound.requiretls() == Settings.RequireTls.ENFORCE,
        watch);
  }

  /** Where we listen ourselves. */
  static List<InetSocketAddress> listening(Settings settings) {
    return settings.listeners().stream()
        .map(l -> l.address().toSocketAddress())
        .filter(a -> !a.isUnresolved())
        .toList();
  }

  /** The smart host, where we log in there. */
  private static Optional<KnownRelay> smartHost(
      Settings.Outbound outbound, TlsEngines.Client engines) {
    return outbound
        .smartHostUser()
        .map(user ->
            new KnownRelay(
                KnownRelay.Kind.SMART_HOST,
                "",
                outbound.smartHost().orElseThrow(),
                engines,
                Optional.of(new KnownRelay.Login(user, outbound.smartHostPassword().orElseThrow())),
                outbound.trustOnwardTls(),
                Optional.empty()));
  }

  private static Map<String, KnownRelay> returns(Settings.Outbound outbound)
      throws IOException, GeneralSecurityException {
    Map<String, KnownRelay> routes = new HashMap<>();
    for (ReturnSettings entry : outbound.return_()) {
      routes.put(entry.upstream(), route(entry, outbound));
    }
    return routes;
  }

  private static KnownRelay route(ReturnSettings entry, Settings.Outbound outbound)
      throws IOException, GeneralSecurityException {
    Optional<TlsIdentity> identity =
        entry.certificate().isPresent()
            ? Optional.of(TlsIdentity.read(entry.certificate().get(), entry.key().orElseThrow()))
            : Optional.empty();
    return new KnownRelay(
        KnownRelay.Kind.RETURN_ROUTE,
        entry.upstream(),
        entry.host(),
        TlsEngines.client(outbound.engine(), identity, outbound.cipherFloor()),
        entry.user().map(u -> new KnownRelay.Login(u, entry.password().orElseThrow())),
        entry.trustOnwardTls(),
        entry.processedWord());
  }

  /**
   * The DNS as configured.
   *
   * @throws IOException where a file of trust anchors cannot be used
   */
  public static DnsResolver resolver(Settings settings, InstantSource clock) throws IOException {
    DnsSettings dns = settings.dns();
    Signatures signatures =
        new Signatures(dns.dnssec(), dns.trustAnchors(), dns.signedName(), dns.forgedName());
    return new DnsResolver(dns.resolvers(), dns.timeout(), dns.cacheMaximum(), signatures, clock);
  }

  /** What a delivery to a domain would meet. */
  public Probe probe() {
    return new Probe(router, receivers, connector, any);
  }

  /** What keeps the policies of receivers fresh. */
  Optional<StsRefresh> refresh(StsPolicies policies, InstantSource clock) {
    return receivers.sts().map(sts -> new StsRefresh(sts, policies, clock));
  }

  ConnectionPool pool(Settings.Outbound settings, InstantSource clock) {
    return new ConnectionPool(
        connector, settings.connectionsPerHost(), settings.idle(), settings.reuse(), clock);
  }

  RemoteDelivery delivery(ConnectionPool pool, FinalTouch touch, InstantSource clock) {
    return new RemoteDelivery(
        router, receivers, new Sender(pool, touch, timeouts, clock, limits), smartHost);
  }
}
