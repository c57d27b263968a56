package io.postern.bench;

import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.demo.DemoDns;
import io.postern.packaging.demo.DemoIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The surroundings of one measurement: authority, names, sink, and a home in a new directory. */
final class Bench<S extends Sink> implements AutoCloseable {
  /** Makes the sink, given what it may show after STARTTLS. */
  @FunctionalInterface
  interface SinkMaker<S> {
    S make(Path work, Optional<DemoIdentity> identity) throws Exception;
  }

  private final Path work;
  private final DemoAuthority authority;
  private final DemoDns dns;
  private final S sink;
  private final BenchHome home;

  /** Starts everything but the gateway. */
  Bench(boolean inboundTls, boolean outboundTls, SinkMaker<S> maker) throws Exception {
    work = Files.createTempDirectory("postern-bench");
    authority = DemoAuthority.create(InstantSource.system());
    dns = DemoDns.start(BenchHome.zone());
    Function<Boolean, Optional<DemoIdentity>> identity =
        tls ->
            tls
                ? Optional.of(authority.server(BenchHome.HOST, BenchHome.DOMAIN))
                : Optional.empty();
    sink = maker.make(work, identity.apply(outboundTls));
    home =
        BenchHome.write(
            Files.createDirectory(work.resolve("home")),
            new BenchHome.Surroundings(authority, dns, sink.port(), inboundTls, outboundTls));
  }

  Path work() {
    return work;
  }

  S sink() {
    return sink;
  }

  BenchHome home() {
    return home;
  }

  /** A client context that trusts the authority. */
  SSLContext trust() throws GeneralSecurityException, IOException {
    return trust(authority);
  }

  /** A client context that trusts an authority. */
  static SSLContext trust(DemoAuthority authority) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    store.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /** Stops everything and deletes the directory. */
  @Override
  public void close() throws IOException {
    sink.close();
    dns.close();
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
