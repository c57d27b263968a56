package io.postern.outbound.tlsrpt;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.postern.config.Cidr;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.StoreException;
import io.postern.core.testing.Certs;
import io.postern.core.testing.FakeClock;
import io.postern.core.testing.FakeIntake;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.Stores;
import io.postern.core.tlsrpt.AppliedPolicy;
import io.postern.core.tlsrpt.DueReports;
import io.postern.core.tlsrpt.SessionResult;
import io.postern.core.tlsrpt.SessionResult.Ends;
import io.postern.core.tlsrpt.SessionTally;
import io.postern.core.tlsrpt.TlsFault;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.https.HttpsClient;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.tls.Checker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A gateway that reports on example.org, a real web server that takes reports, and a queue. */
public final class ReportLab implements AutoCloseable {
  static final Submitter SUBMITTER =
      new Submitter("Clinic", Mailbox.parse("tls@clinic.example"), "gateway.clinic.example");
  private static final Certs CA = new Certs("root");
  private static final String WEB = "reports.example.net";

  /** A request that the web server got. */
  record Posted(String path, String type, byte[] body) {}

  public final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T12:00:00Z"));
  public final FakeIntake intake = new FakeIntake();
  final FakeMeters meters = new FakeMeters();
  final List<Posted> posted = new CopyOnWriteArrayList<>();
  final SessionTally tally;
  public final DailyReports reports;

  /** What the web server answers to the next requests; then 201. */
  final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

  Answer<String> record = new Answer.NxDomain<>();
  boolean signs = true;
  boolean keyDoesNotOpen;
  private final SqlDatabase database;
  private final HttpsServer web;

  public ReportLab(Path directory, boolean trusted) throws IOException, GeneralSecurityException {
    database =
        SqlDatabase.open(Stores.sqliteSettings(), directory, Stores.NODE, Stores.rootKey(), clock);
    web = server((trusted ? CA : new Certs("unknown")).good(WEB));
    tally = new SessionTally(database, meters, clock);
    reports = reports();
  }

  /** Another node on the same store. */
  DailyReports reports() throws GeneralSecurityException {
    HttpsClient client =
        new HttpsClient(
            new FakeDns().a(WEB, "127.0.0.1"),
            new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of()),
            TlsEngines.client(TlsEngine.NATIVE),
            new Checker(new TrustedAuthorities(Set.of(CA.root())), InstantSource.system()),
            web.getAddress().getPort());
    return new DailyReports(
        tally,
        new DueReports(database, () -> 0, clock),
        name ->
            name.equals("_smtp._tls.example.org") ? record : new Answer.TemporaryFailure<>(name),
        new ReportSender(SUBMITTER, intake, client, this::signs, clock),
        meters,
        clock);
  }

  private boolean signs(String domain) {
    if (keyDoesNotOpen) {
      throw new StoreException("a key of " + domain + " does not open");
    }
    return signs;
  }

  private HttpsServer server(TlsIdentity identity) throws IOException, GeneralSecurityException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(identity)));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            posted.add(
                new Posted(
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestBody().readAllBytes()));
            Integer answer = answers.poll();
            exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
            exchange.sendResponseHeaders(answer == null ? 201 : answer, -1);
          }
        });
    server.start();
    return server;
  }

  private static SSLContext context(TlsIdentity identity)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    store.setKeyEntry(
        "k", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** The domain asks for reports there. */
  public ReportLab wanted(String rua) {
    record = new Answer.Found<>(List.of("v=TLSRPTv1; rua=" + rua));
    return this;
  }

  /** Two sessions, one of which was not good, on the first of January. */
  public ReportLab counted() {
    AppliedPolicy none = AppliedPolicy.none("example.org");
    Ends ends = new Ends("mx.example.org", "192.0.2.1", "198.51.100.1");
    tally.seen(SessionResult.of("example.org", none, Optional.empty(), ends));
    tally.seen(
        SessionResult.of("example.org", none, Optional.of(TlsFault.STARTTLS_NOT_OFFERED), ends));
    tally.flush();
    return this;
  }

  @Override
  public void close() {
    reports.close();
    web.stop(0);
    database.close();
  }
}
