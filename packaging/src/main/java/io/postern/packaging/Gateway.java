package io.postern.packaging;

import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.keys.KeyWatch;
import io.postern.core.port.Courier;
import io.postern.core.queue.Custodian;
import io.postern.core.queue.Dispatcher;
import io.postern.core.queue.Waiting;
import io.postern.core.store.StoreException;
import io.postern.inbound.SmtpListener;
import io.postern.outbound.sts.StsRefresh;
import io.postern.outbound.tlsrpt.DailyReports;
import io.postern.packaging.metrics.MetricsPage;
import io.postern.packaging.metrics.PrometheusMeters;
import io.postern.policy.extract.worker.WorkerPool;
import io.postern.web.portal.PortalServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway. Stops in the reverse order of its start: no new mail, then no new deliveries,
 * then the store.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Settings settings;
  private final NodeLock lock;
  private final Stores stores;
  private final WorkerPool readers;
  private final Courier courier;
  private final Dispatcher dispatcher;
  private final Custodian custodian;
  private final PolicyWatch policies;
  private final KeyWatch keys;
  private final List<SmtpListener> listeners;
  private final Optional<PortalServer> portal;
  private final Optional<PrometheusMeters> meters;
  private final Optional<StsRefresh> refresh;
  private final Optional<DailyReports> reports;
  private Optional<MetricsPage> metricsPage = Optional.empty();
  private boolean stopped;

  Gateway(
      Settings settings,
      NodeLock lock,
      Stores stores,
      WorkerPool readers,
      Courier courier,
      Dispatcher dispatcher,
      Custodian custodian,
      PolicyWatch policies,
      KeyWatch keys,
      List<SmtpListener> listeners,
      Optional<PortalServer> portal,
      Optional<PrometheusMeters> meters,
      Optional<StsRefresh> refresh,
      Optional<DailyReports> reports) {
    this.settings = settings;
    this.lock = lock;
    this.stores = stores;
    this.readers = readers;
    this.courier = courier;
    this.dispatcher = dispatcher;
    this.custodian = custodian;
    this.policies = policies;
    this.keys = keys;
    this.listeners = List.copyOf(listeners);
    this.portal = portal;
    this.meters = meters;
    this.refresh = refresh;
    this.reports = reports;
  }

  void start() throws IOException {
    try {
      String node = settings.server().node();
      record(new AuditEvent.Started(Version.number(), node));
      if (portal.isPresent()) {
        portal.get().start();
        LOG.info("portal on port {}", portal.get().port());
      }
      if (meters.isPresent()) {
        InetSocketAddress address = settings.metrics().orElseThrow().address().toSocketAddress();
        metricsPage = Optional.of(new MetricsPage(address, meters.get()));
        LOG.info("metrics on {}", metricsPage.get().address());
      }
      for (SmtpListener listener : listeners) {
        listener.start();
      }
      dispatcher.start();
      custodian.start();
      policies.start();
      keys.start();
      refresh.ifPresent(StsRefresh::start);
      reports.ifPresent(DailyReports::start);
      LOG.info("started as {} (node {})", settings.server().hostname(), node);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where the listeners listen, in the order of the configuration. */
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(SmtpListener::address).toList();
  }

  /** The port of the portal, where there is one. */
  public Optional<Integer> portalPort() {
    return portal.map(PortalServer::port);
  }

  /** What lives in the store. */
  public Stores stores() {
    return stores;
  }

  /** Ends in order: sessions and deliveries that run may finish within the configured time. */
  @Override
  public synchronized void close() {
    if (stopped) {
      return;
    }
    stopped = true;
    listeners.parallelStream().forEach(l -> l.stop(settings.server().stopTimeout()));
    portal.ifPresent(PortalServer::close);
    readers.close();
    metricsPage.ifPresent(MetricsPage::close);
    custodian.close();
    policies.close();
    keys.close();
    refresh.ifPresent(StsRefresh::close);
    if (!dispatcher.stop(settings.server().stopTimeout())) {
      LOG.warn("some deliveries did not end in time; they are tried again at the next start");
    }
    dispatcher.close();
    courier.close();
    reports.ifPresent(DailyReports::close);
    try {
      record(new AuditEvent.Stopped(settings.server().node()));
    } catch (StoreException e) {
      LOG.warn("the stop could not be recorded: {}", e.getMessage());
    }
    stores.close();
    lock.close();
    LOG.info("stopped");
  }

  private void record(AuditEvent event) {
    Waiting.forCommit(
        stores
            .database()
            .write(tx -> {
              tx.audit(event);
              return Boolean.TRUE;
            }));
  }
}
