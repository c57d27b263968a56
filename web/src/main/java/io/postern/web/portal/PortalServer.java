package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import io.postern.core.port.Intake;
import io.postern.core.store.Database;
import io.postern.core.store.PortalAccess;
import io.postern.core.store.PortalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portal's HTTP server: one virtual thread per request, limits on everything. Start and stop
 * are for one thread.
 */
public final class PortalServer implements AutoCloseable {
  /** Longest request line and header together. */
  static final int HEADER_BYTES = 16 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(PortalServer.class);
  private static final int CONNECTIONS = 2000;
  private static final int REQUESTS = 500;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration PURGE = Duration.ofMinutes(10);

  /** Between two looks at the certificate's files. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final PortalSettings settings;
  private final Database database;
  private final InstantSource clock;
  private final Server server;
  private final Optional<PortalCertificate> certificate;
  private final ServerConnector connector;
  private final ScheduledExecutorService chores =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("portal-chores").factory());

  /**
   * Puts it together; {@link #start} opens the port.
   *
   * @throws IOException where the certificate or its key cannot be read
   */
  public PortalServer(
      PortalSettings settings,
      Database database,
      PortalKeys keys,
      StoredMessages messages,
      Intake intake,
      InstantSource clock)
      throws IOException {
    this.settings = settings;
    this.database = database;
    this.clock = clock;
    PortalUrl url = PortalUrl.of(settings);
    Headers headers = new Headers(url.https());
    VirtualThreadPool threads = new VirtualThreadPool(REQUESTS);
    threads.setName("portal");
    server = new Server(threads);
    certificate = certificate(settings, clock);
    connector = connector(headers);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setErrorHandler(new ErrorPages(headers));
    server.setStopTimeout(IDLE.toMillis());
    server.setHandler(new GracefulHandler(handler(url, headers, keys, messages, intake)));
  }

  private PortalHandler handler(
      PortalUrl url, Headers headers, PortalKeys keys, StoredMessages messages, Intake intake) {
    Site site = new Site(Locale.ENGLISH, settings.organisation());
    Notices notices = new Notices(site);
    Cookies cookies = new Cookies(url.https());
    FormGuard guard = new FormGuard(keys, cookies, url.origin());
    Sessions sessions = new Sessions(database, settings.sessionIdle(), clock);
    Challenges challenges = new Challenges(database, keys, settings, clock);
    CodeMail mail = new CodeMail(settings, site, url.base(), intake, clock);
    Door door = new Door(settings, site, cookies, guard, challenges, sessions, mail, clock);
    ReadingRoom room = new ReadingRoom(settings, site, guard, messages);
    ReplyDesk replies =
        new ReplyDesk(settings, url, notices, guard, room, messages, intake, database, clock);
    return new PortalHandler(
        database,
        clock,
        settings.certificate().isEmpty(),
        notices,
        door,
        new ItemDesk(cookies, guard, sessions, notices, room, replies),
        new VerifyDesk(site, cookies, guard, database, clock),
        new Sender(new Pages(site), headers));
  }

  private ServerConnector connector(Headers headers) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setUriCompliance(UriCompliance.RFC3986);
    http.setIdleTimeout(IDLE.toMillis());
    http.setRelativeRedirectAllowed(true);
    http.addCustomizer((request, responseHeaders) -> {
      headers.put(responseHeaders);
      return request;
    });
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector c =
        certificate
            .map(own -> new ServerConnector(server, tls(own, plain), plain))
            .orElseGet(() -> new ServerConnector(server, plain));
    c.setHost(settings.address().host());
    c.setPort(settings.address().port());
    c.setIdleTimeout(IDLE.toMillis());
    return c;
  }

  private static Optional<PortalCertificate> certificate(
      PortalSettings settings, InstantSource clock) throws IOException {
    if (settings.certificate().isEmpty()) {
      return Optional.empty();
    }
    Path key =
        settings.key().orElseThrow(() -> new IOException("portal.key is needed with certificate"));
    return Optional.of(new PortalCertificate(settings.certificate().get(), key, clock));
  }

  private static ConnectionFactory tls(PortalCertificate certificate, HttpConnectionFactory next) {
    return new SslConnectionFactory(certificate.context(), next.getProtocol());
  }

  /**
   * Opens the port.
   *
   * @throws IOException where it cannot be opened
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the portal cannot start", e);
    }
    every(PURGE, this::purge);
    every(LOOK, this::lookAtCertificate);
    LOG.info("portal: listening on {}, port {}", settings.address().host(), port());
  }

  private void every(Duration interval, Runnable chore) {
    long millis = interval.toMillis();
    chores.scheduleWithFixedDelay(chore, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Takes over a certificate that was renewed. */
  void lookAtCertificate() {
    certificate.ifPresent(PortalCertificate::look);
  }

  /** The port in use, which differs from the configured one where that is 0. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Forgets codes, sessions and long-closed items that no longer mean anything. */
  void purge() {
    Instant now = clock.instant();
    database
        .write(tx -> {
          PortalAccess.purge(tx, now.minus(Challenges.WINDOW), now.minus(settings.sessionIdle()));
          PortalStore.forget(tx, now);
          return true;
        })
        .exceptionally(e -> {
          LOG.warn("portal: purge failed, to be tried again: {}", e.getClass().getName());
          return false;
        });
  }

  /** Lets running requests end and closes the port. */
  @Override
  public void close() {
    chores.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("portal: stopped with {}", e.getClass().getName());
    }
  }
}
