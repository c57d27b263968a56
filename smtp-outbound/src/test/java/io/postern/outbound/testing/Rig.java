package io.postern.outbound.testing;

import io.postern.config.Cidr;
import io.postern.config.HostPort;
import io.postern.config.settings.DestinationSettings;
import io.postern.config.settings.DestinationSettings.Level;
import io.postern.config.settings.Settings.AddressOrder;
import io.postern.config.settings.Settings.CipherFloor;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.config.settings.Settings.TlsRequiredNo;
import io.postern.config.settings.SourceSettings;
import io.postern.core.loop.TraceField;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import io.postern.core.port.Consignment;
import io.postern.core.port.Content;
import io.postern.core.port.Resolver;
import io.postern.core.seal.RootKey;
import io.postern.core.testing.BytesContent;
import io.postern.core.tlsrpt.SessionWatch;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.MailCourier;
import io.postern.outbound.PortalDelivery;
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
import io.postern.outbound.plan.DaneLookup;
import io.postern.outbound.plan.DestinationTable;
import io.postern.outbound.plan.HostPlanner;
import io.postern.outbound.plan.Receivers;
import io.postern.outbound.probe.Probe;
import io.postern.outbound.protect.NotProtectableException;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.protect.Wrapper;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.route.Router;
import io.postern.outbound.route.SmartHost;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.tls.Checker;
import io.postern.outbound.tls.ReferenceNames;
import io.postern.outbound.unwrap.Unwrapper;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole courier with everything around it faked but the network. */
public final class Rig implements AutoCloseable {
  public static final String CANARY = "CANARY-7f3a-Patient-Jane-Roe";
  public static final BytesContent MESSAGE =
      BytesContent.of("Subject: " + CANARY + "\nX: y\n\n" + CANARY + "\n.\n..dots\n");
  public static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  public static final Protection ANY = new Protection.OpportunisticTls();

  /** Stands for a protection that replaces the content by something unreadable. */
  public static final Wrapper WRAPPER =
      (envelope, recipient, content, subject) ->
          new Wrapped(
              BytesContent.of("Subject: sealed\n\nciphertext\n"), Map.of("key", "k1"), () -> {});

  /** Stands for a directory without a key. */
  public static final Wrapper NO_KEY =
      (envelope, recipient, content, subject) -> {
        throw new NotProtectableException("no key");
      };

  /** Where the gateway itself is said to listen, on port 25. */
  public static final String OWN_ADDRESS = "127.0.0.99";

  /** Test servers are on loopback addresses. */
  public static final Destinations DESTINATIONS =
      new Destinations(
          List.of(Cidr.parse("127.0.0.0/8")), List.of(new InetSocketAddress(OWN_ADDRESS, 25)));

  private static final Pattern TRACED =
      Pattern.compile(
          "X-Postern-Trace: v=1; node=test; id=\\w{26}; t=\\d+;\r\n h=[0-9a-f]{64}\r\n");

  private static final TraceField TRACE =
      new TraceField(RootKey.random(), "test", InstantSource.system());

  /** How long the message is with our trace field on top. */
  public static final long SENT_SIZE = MESSAGE.size() + TRACE.of(MessageId.create(0)).length();

  private Unwrapper unwrapper = Unwrapper.NONE;
  private final Map<String, KnownRelay> returns = new HashMap<>();
  private final Connector connector;
  private final Router router;
  private final ConnectionPool pool;
  private final Sources sources;
  private final Receivers receivers;
  private final RemoteDelivery remote;
  private final TlsRequiredNo tlsRequiredNo;

  /** What a test may want to be otherwise. Immutable. */
  public static final class Options {
    private final int port;
    private final Set<X509Certificate> trusted;
    private List<String> trustedMx = List.of();
    private Optional<SmartHost> smartHost = Optional.empty();
    private TlsEngine engine = TlsEngine.NATIVE;
    private int perHost = 20;
    private Duration reply = Duration.ofSeconds(5);
    private InstantSource clock = InstantSource.system();
    private List<DestinationSettings> destinations = List.of();
    private Optional<MtaSts> sts = Optional.empty();
    private boolean enforceRequireTls;
    private FinalTouch touch = FinalTouch.NONE;
    private CipherFloor floor = CipherFloor.SP800_52R2;
    private TlsRequiredNo tlsRequiredNo = TlsRequiredNo.HONOUR;
    private int recipients = 100;
    private List<SourceSettings> sources = List.of();
    private AddressOrder order = AddressOrder.IPV4_FIRST;
    private Optional<KnownRelay> relay = Optional.empty();
    private SessionWatch watch = SessionWatch.NONE;

    private Options(int port, Set<X509Certificate> trusted) {
      this.port = port;
      this.trusted = trusted;
    }

    public static Options of(int port, X509Certificate... trusted) {
      return new Options(port, Set.of(trusted));
    }

    public Options port(int other) {
      Options changed = new Options(other, trusted);
      changed.copy(this);
      return changed;
    }

    public Options clock(InstantSource other) {
      return with(o -> o.clock = other);
    }

    public Options trustedMx(String... names) {
      return with(o -> o.trustedMx = List.of(names));
    }

    public Options smartHost(HostPort host, boolean trustsOnward) {
      return with(o -> o.smartHost = Optional.of(new SmartHost(host, trustsOnward)));
    }

    /** The same, and who we are there. */
    public Options smartHost(KnownRelay known) {
      return smartHost(known.host(), known.trustsOnward()).with(o -> o.relay = Optional.of(known));
    }

    public Options order(AddressOrder other) {
      return with(o -> o.order = other);
    }

    public Options engine(TlsEngine other) {
      return with(o -> o.engine = other);
    }

    public Options perHost(int limit) {
      return with(o -> o.perHost = limit);
    }

    public Options reply(Duration timeout) {
      return with(o -> o.reply = timeout);
    }

    public Options destination(Level level, String domain, String... match) {
      return with(o ->
          o.destinations =
              List.of(
                  new DestinationSettings(
                      List.of(domain),
                      Optional.of(level),
                      List.of(match),
                      "TLSv1.2",
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty())));
    }

    public Options sts(MtaSts policies) {
      return with(o -> o.sts = Optional.of(policies));
    }

    public Options sources(SourceSettings... pools) {
      return with(o -> o.sources = List.of(pools));
    }

    /** Recipients in one transaction. */
    public Options recipients(int most) {
      return with(o -> o.recipients = most);
    }

    /** Messages over one connection to a domain. */
    public Options perConnection(String domain, int most) {
      return with(o ->
          o.destinations =
              List.of(
                  new DestinationSettings(
                      List.of(domain),
                      Optional.empty(),
                      List.of(),
                      "TLSv1.2",
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.of(most))));
    }

    public Options enforcingRequireTls() {
      return with(o -> o.enforceRequireTls = true);
    }

    public Options floor(CipherFloor other) {
      return with(o -> o.floor = other);
    }

    public Options tlsRequiredNo(TlsRequiredNo other) {
      return with(o -> o.tlsRequiredNo = other);
    }

    public Options watch(SessionWatch other) {
      return with(o -> o.watch = other);
    }

    public Options touch(FinalTouch other) {
      return with(o -> o.touch = other);
    }

    private Options with(Consumer<Options> change) {
      Options changed = port(port);
      change.accept(changed);
      return changed;
    }

    private void copy(Options from) {
      trustedMx = from.trustedMx;
      smartHost = from.smartHost;
      engine = from.engine;
      perHost = from.perHost;
      reply = from.reply;
      clock = from.clock;
      destinations = from.destinations;
      sts = from.sts;
      enforceRequireTls = from.enforceRequireTls;
      touch = from.touch;
      floor = from.floor;
      tlsRequiredNo = from.tlsRequiredNo;
      recipients = from.recipients;
      sources = from.sources;
      relay = from.relay;
      watch = from.watch;
    }
  }

  public Rig(Resolver dns, Options options) {
    Duration t = options.reply;
    Timeouts timeouts = new Timeouts(t, t, t, t, t, t);
    try {
      connector =
          new Connector(
              TlsEngines.client(options.engine, Optional.empty(), options.floor),
              TlsEngines.client(options.engine),
              new Checker(new TrustedAuthorities(options.trusted), options.clock, options.floor),
              timeouts,
              options.watch);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    tlsRequiredNo = options.tlsRequiredNo;
    router =
        new Router(
            dns,
            options.smartHost,
            options.port,
            "gateway.example",
            new Random(1),
            DESTINATIONS,
            options.order);
    sources = new Sources(options.sources, "gateway.example");
    pool =
        new ConnectionPool(
            connector,
            options.perHost,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            options.clock);
    receivers =
        new Receivers(
            new DestinationTable(options.destinations),
            options.sts,
            new HostPlanner(
                new DaneLookup(dns),
                new ReferenceNames(options.trustedMx),
                options.enforceRequireTls,
                options.watch));
    remote =
        new RemoteDelivery(
            router,
            receivers,
            new Sender(
                pool,
                options.touch,
                timeouts,
                options.clock,
                new Limits(options.recipients, options.destinations)),
            options.relay);
  }

  /** A message as it was before our trace field was put on top, which must be there. */
  public static String below(String sent) {
    Matcher matcher = TRACED.matcher(sent);
    if (!matcher.lookingAt()) {
      throw new AssertionError("no trace field on top of " + sent);
    }
    return sent.substring(matcher.end());
  }

  /** Gives an upstream's mail to this route. */
  public Rig returning(KnownRelay route) {
    returns.put(route.upstream(), route);
    return this;
  }

  /** Opens with this what comes encrypted. */
  public Rig unwrapping(Unwrapper opens) {
    unwrapper = opens;
    return this;
  }

  public Probe probe() {
    return new Probe(router, receivers, connector, Source.any("gateway.example"));
  }

  public ConnectionPool pool() {
    return pool;
  }

  public MailCourier courier(Wrapper smime, Wrapper openPgp, Optional<PortalDelivery> portal) {
    return new MailCourier(
        remote,
        pool,
        smime,
        openPgp,
        portal,
        unwrapper,
        TRACE,
        sources,
        returns,
        tlsRequiredNo,
        Long.MAX_VALUE);
  }

  public List<Outcome> deliver(Consignment consignment) {
    return courier(WRAPPER, WRAPPER, Optional.empty()).deliver(consignment);
  }

  /** Delivers the canary message to the recipients, who share their domain. */
  public List<Outcome> deliver(Protection protection, String... to) {
    return deliver(consignment(protection, MESSAGE, EsmtpOptions.NONE, to));
  }

  public static Consignment consignment(
      Protection protection, Content content, EsmtpOptions options, String... to) {
    return consignment(envelope(options, to), protection, content);
  }

  public static Consignment consignment(Envelope envelope, Protection protection, Content content) {
    String nextHop = envelope.to().getFirst().mailbox().domain();
    return new Consignment(envelope, envelope.to(), nextHop, protection, content, 1);
  }

  public static Envelope envelope(EsmtpOptions options, String... to) {
    return envelope(options, List.of(to).stream().map(Recipient::of).toList());
  }

  public static Envelope envelope(EsmtpOptions options, List<Recipient> to) {
    return new Envelope(
        MessageId.create(0),
        Upstream.own("gateway.example"),
        ReversePath.of("doctor@clinic.example"),
        to,
        Instant.parse("2026-11-20T10:00:00Z"),
        options);
  }

  @Override
  public void close() {
    pool.close();
  }
}
