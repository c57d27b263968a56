package io.postern.packaging;

import io.postern.config.DataSize;
import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.PortalSettings;
import io.postern.config.settings.Settings;
import io.postern.config.settings.SigningSettings;
import io.postern.core.dkim.SigningKeys;
import io.postern.core.flow.LateIntake;
import io.postern.core.flow.MessageFlow;
import io.postern.core.keys.CapabilityBook;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.KeyWatch;
import io.postern.core.loop.LoopGuard;
import io.postern.core.loop.TraceField;
import io.postern.core.mode.CircuitBreaker;
import io.postern.core.mode.ModalEngine;
import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Rewriting;
import io.postern.core.port.Content;
import io.postern.core.port.Intake;
import io.postern.core.port.Meters;
import io.postern.core.port.Resolver;
import io.postern.core.port.Sightings;
import io.postern.core.queue.Custodian;
import io.postern.core.queue.Dispatcher;
import io.postern.core.queue.HoldEnds;
import io.postern.core.queue.PolicyNotices;
import io.postern.core.queue.SenderNotices;
import io.postern.core.queue.SettledMail;
import io.postern.core.queue.Worker;
import io.postern.core.store.StoreException;
import io.postern.core.tlsrpt.SessionWatch;
import io.postern.core.traffic.Shapes;
import io.postern.inbound.SmtpListener;
import io.postern.inbound.auth.Authenticator;
import io.postern.inbound.upstream.Upstreams;
import io.postern.outbound.MailCourier;
import io.postern.outbound.PortalDelivery;
import io.postern.outbound.client.ConnectionPool;
import io.postern.outbound.client.FinalTouch;
import io.postern.outbound.content.Rewritten;
import io.postern.outbound.discover.DiscoveringWrapper;
import io.postern.outbound.discover.Discovery;
import io.postern.outbound.dkim.ArcSealer;
import io.postern.outbound.dkim.MessageSigner;
import io.postern.outbound.dkim.SenderRights;
import io.postern.outbound.dsn.DsnComposer;
import io.postern.outbound.protect.OpenPgpWrapper;
import io.postern.outbound.protect.PortalNotice;
import io.postern.outbound.protect.SmimeLadder;
import io.postern.outbound.protect.SmimeWrapper;
import io.postern.outbound.unwrap.ReplyUnwrapper;
import io.postern.packaging.metrics.PrometheusMeters;
import io.postern.policy.extract.worker.WorkerPool;
import io.postern.policy.rules.LivePolicies;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.rules.RulesEngine;
import io.postern.policy.rules.Surroundings;
import io.postern.policy.shadow.FactsRecorder;
import io.postern.policy.shadow.Onlookers;
import io.postern.policy.shadow.Shadow;
import io.postern.web.portal.PortalKeys;
import io.postern.web.portal.PortalOffers;
import io.postern.web.portal.PortalServer;
import io.postern.web.portal.StoredMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every part of the gateway, built by hand in the order in which they need each other. */
public final class Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

  /** What the key is for by which values in findings are hashed. */
  private static final String VALUES = "detector values";

  /** Between looks at the queue, which the command line may have changed. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Path home;
  private final Settings settings;
  private final InstantSource clock;
  private final LateIntake door = new LateIntake();
  private final Optional<PrometheusMeters> watched;
  private final Meters meters;

  private Wiring(Path home, Settings settings, InstantSource clock) {
    this.home = home;
    this.settings = settings;
    this.clock = clock;
    this.watched = settings.metrics().map(m -> new PrometheusMeters());
    this.meters = watched.<Meters>map(m -> m).orElse(Meters.NONE);
  }

  /**
   * Builds and starts a gateway; its ports are open when this returns.
   *
   * @throws io.postern.config.ConfigException where a policy file cannot be used
   * @throws IOException where a file cannot be read or a port not be opened
   * @throws GeneralSecurityException where a certificate or key cannot be used
   */
  public static Gateway start(Path home, Settings settings, InstantSource clock)
      throws IOException, GeneralSecurityException {
    Wiring wiring = new Wiring(home, settings, clock);
    Path data = home.resolve(settings.server().data());
    WorkerPool readers = WorkerPool.of(settings.policy(), data.resolve("readers"));
    NodeLock lock = NodeLock.take(data);
    try {
      return wiring.start(readers, lock, Stores.open(home, settings, clock));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private Gateway start(WorkerPool readers, NodeLock lock, Stores stores)
      throws IOException, GeneralSecurityException {
    try {
      RulesEngine policy =
          Policies.engine(home, settings, readers, around(stores))
              .keyed(stores.root().derive(VALUES, "HmacSHA256"));
      policy.inForce().warnings().forEach(w -> LOG.warn("policy: {}", w));
      stores.history().begin(policy.inForce().files());
      RecipientTrust.read(settings.keys()); // a mistake there is to stop the start
      return build(policy, readers, lock, stores);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  private Gateway build(RulesEngine policy, WorkerPool readers, NodeLock lock, Stores stores)
      throws IOException, GeneralSecurityException {
    PortalKeys portalKeys = new PortalKeys(stores.root());
    Optional<TlsReporting> reporting = TlsReporting.of(settings, stores, meters, clock);
    SessionWatch sessions =
        reporting.<SessionWatch>map(TlsReporting::tally).orElse(SessionWatch.NONE);
    Outbound outbound = Outbound.of(settings, stores.policies(), sessions, clock);
    watch(outbound);
    SigningKeys signing = new SigningKeys(stores.dkim(), clock);
    MailCourier courier = courier(outbound, stores, portalKeys, signing);
    stores.modes().watchedBy(meters);
    Optional<CircuitBreaker> breaker = breaker(stores);
    Dispatcher dispatcher = dispatcher(stores, courier, breaker);
    MessageFlow flow =
        new MessageFlow(
            new ModalEngine(policy, stores.modes(), breaker),
            loops(stores),
            stores.spool(),
            stores.database(),
            dispatcher,
            stores.schedule(),
            new PolicyNotices(
                stores.spool(), stores.schedule(), clock, settings.server().hostname()));
    door.is(flow);
    Gateway gateway =
        new Gateway(
            settings,
            lock,
            stores,
            readers,
            courier,
            dispatcher,
            new Custodian(
                stores.database(),
                stores.vault(),
                stores.spool(),
                stores.end(),
                holdEnds(stores),
                dispatcher,
                clock,
                settings.limits().sessionTimeout()),
            policyWatch(policy, stores),
            new KeyWatch(stores.keys(), settings.keys().expiryWarning(), meters, clock),
            listeners(flow, authenticator(stores), stores.sightings()),
            portal(stores, portalKeys, flow),
            watched,
            outbound.refresh(stores.policies(), clock),
            reporting.map(r -> r.daily(outbound, stores, signing, door)));
    gateway.start();
    return gateway;
  }

  private PolicyWatch policyWatch(RulesEngine engine, Stores stores) {
    FactsRecorder facts =
        new FactsRecorder(stores.judged(), settings.policy().replayRetention(), clock);
    Shadow shadow =
        new Shadow(
            stores.shadows(),
            directory -> PolicySet.load(directory, Policies.surroundings(settings, stores)),
            clock,
            settings.server().node());
    engine.watchedBy(new Onlookers(List.of(facts, shadow)));
    return new PolicyWatch(
        settings.policy().reloadInterval(),
        List.of(policies(engine, stores)::look, facts::look, shadow::look));
  }

  private LivePolicies policies(RulesEngine engine, Stores stores) {
    LivePolicies policies =
        new LivePolicies(
            home.resolve(settings.policy().directory()),
            around(stores),
            engine,
            next -> stores.history().begin(next.files()),
            clock);
    policies.watchedBy(meters);
    return policies;
  }

  private Surroundings around(Stores stores) {
    return Policies.surroundings(settings, stores).keptBy(stores.history()::begin);
  }

  /** The first test of DNSSEC, so that its alarm comes at the start and not with the first mail. */
  private void watch(Outbound outbound) {
    Thread.ofVirtual().name("dnssec").start(outbound.dns()::dnssec);
    meters.gauge(
        "postern_dnssec_working",
        () -> outbound.dns().lastKnown() instanceof Resolver.Dnssec.Working ? 1 : 0);
  }

  private MailCourier courier(
      Outbound outbound, Stores stores, PortalKeys portalKeys, SigningKeys signing)
      throws IOException {
    ConnectionPool pool = outbound.pool(settings.outbound(), clock);
    Path ciphertext = home.resolve(settings.server().data()).resolve("wrapped");
    Files.createDirectories(ciphertext);
    Discovery discovery = KeySources.discovery(settings, outbound, stores, meters, clock);
    return new MailCourier(
        outbound.delivery(pool, finalTouch(outbound, signing), clock),
        pool,
        new DiscoveringWrapper(
            new SmimeWrapper(stores.keys(), ladder(stores), ciphertext), KeyKind.SMIME, discovery),
        new DiscoveringWrapper(
            new OpenPgpWrapper(stores.keys(), ciphertext), KeyKind.OPENPGP, discovery),
        settings.portal().map(p -> portalDelivery(p, stores, portalKeys)),
        new ReplyUnwrapper(
            settings.encryption().decryption(), stores.keys().replies(), ciphertext, meters),
        trace(stores),
        outbound.sources(),
        outbound.returns(),
        settings.outbound().tlsRequiredNo(),
        settings.encryption().maximumSize().map(DataSize::bytes).orElse(Long.MAX_VALUE));
  }

  private SmimeLadder ladder(Stores stores) {
    return new SmimeLadder(settings.encryption().smime(), new CapabilityBook(stores.database()));
  }

  private FinalTouch finalTouch(Outbound outbound, SigningKeys keys) {
    SigningSettings signing = settings.signing();
    signing.arc().ifPresent(domain -> complain(keys, domain));
    Optional<ArcSealer> sealer =
        signing
            .arc()
            .map(domain ->
                new ArcSealer(
                    settings.server().hostname(), domain, keys, outbound.dns(), meters, clock));
    SenderRights rights = new ConfiguredRights(settings.upstreams());
    return new MessageSigner(keys, signing.dkim(), sealer, rights, meters, clock);
  }

  private static void complain(SigningKeys keys, String domain) {
    try {
      if (keys.of(domain.toLowerCase(Locale.ROOT)).isEmpty()) {
        LOG.warn(
            "signing.arc: {} has no active key, so mail on return routes is not sealed", domain);
      }
    } catch (StoreException e) {
      LOG.warn("signing.arc: mail on return routes waits: {}", e.getMessage());
    }
  }

  private TraceField trace(Stores stores) {
    return new TraceField(stores.root(), settings.server().node(), clock);
  }

  private LoopGuard loops(Stores stores) {
    LoopGuard guard =
        new LoopGuard(
            trace(stores), stores.root(), settings.loops(), settings.limits().hops(), clock);
    meters.gauge("postern_foreign_traces", guard::foreign);
    return guard;
  }

  private PortalDelivery portalDelivery(
      PortalSettings portal, Stores stores, PortalKeys portalKeys) {
    return new PortalDelivery(
        new PortalOffers(portal, stores.database(), portalKeys, clock),
        door,
        new PortalNotice(portal),
        settings.server().hostname(),
        clock);
  }

  private Optional<CircuitBreaker> breaker(Stores stores) {
    return settings
        .policy()
        .breaker()
        .map(b -> new CircuitBreaker(b, stores.modes(), meters, clock, settings.server().node()));
  }

  private Dispatcher dispatcher(
      Stores stores, MailCourier courier, Optional<CircuitBreaker> breaker) {
    SenderNotices notices =
        new SenderNotices(
            stores.spool(),
            new DsnComposer(settings.server().hostname(), clock),
            stores.schedule(),
            clock,
            settings.server().hostname(),
            settings.queue().noticesPerHour());
    Worker worker =
        new Worker(
            stores.database(),
            stores.spool(),
            courier,
            notices,
            stores.end(),
            stores.schedule(),
            clock,
            settings.server().node(),
            breaker.<SettledMail>map(b -> b).orElse(SettledMail.UNWATCHED));
    int workers = settings.outbound().concurrency();
    return new Dispatcher(
        stores.database(),
        worker,
        clock,
        settings.server().node(),
        new Dispatcher.Limits(
            workers,
            4 * workers,
            settings.queue().lease(),
            LOOK,
            new Shapes(settings.outbound())::of),
        () -> mayLeave(stores),
        meters);
  }

  private HoldEnds holdEnds(Stores stores) {
    HoldEnds ends = new HoldEnds(stores.database(), stores.schedule(), () -> mayLeave(stores));
    ends.watchedBy(meters);
    return ends;
  }

  private static boolean mayLeave(Stores stores) {
    return stores.modes().current() != PolicySettings.Mode.HOLD;
  }

  private Authenticator authenticator(Stores stores) {
    return new Authenticator(
        settings.authentication(),
        settings.upstreams(),
        stores.root().derive("accounts that do not exist", "HmacSHA256"),
        clock);
  }

  private List<SmtpListener> listeners(
      Intake intake, Authenticator authenticator, Sightings sightings)
      throws IOException, GeneralSecurityException {
    Upstreams upstreams =
        new Upstreams(
            settings.upstreams(),
            home.resolve("upstreams"),
            Outbound.resolver(settings, clock),
            meters,
            sightings,
            clock);
    List<SmtpListener> listeners = new ArrayList<>();
    for (Settings.Listener listener : settings.listeners()) {
      listeners.add(
          new SmtpListener(
              listener,
              settings.limits(),
              upstreams,
              intake,
              clock,
              settings.server(),
              authenticator,
              meters));
    }
    return listeners;
  }

  private Optional<PortalServer> portal(Stores stores, PortalKeys keys, Intake intake)
      throws IOException {
    return settings.portal().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PortalServer(
                settings.portal().get(), stores.database(), keys, messages(stores), intake, clock));
  }

  private static StoredMessages messages(Stores stores) {
    return new StoredMessages() {
      @Override
      public Optional<Envelope> envelope(MessageId id) {
        return stores.queue().envelope(id);
      }

      @Override
      public Content content(MessageId id, Rewriting rewriting) throws IOException {
        return Rewritten.of(stores.spool().open(id), rewriting).content();
      }
    };
  }
}
