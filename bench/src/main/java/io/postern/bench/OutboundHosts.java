package io.postern.bench;

import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.demo.DemoDns;
import io.postern.packaging.demo.DemoIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Where the mail of a measurement goes: domains with a host each, all played by one sink with a
 * certificate that proves them all, and one domain that nobody serves.
 *
 * @param domains how many are served
 */
record OutboundHosts(int domains, DemoAuthority authority, DemoDns dns, Sink sink)
    implements AutoCloseable {
  /** Of the domain that nobody serves: the sink has no IPv6. */
  private static final String DEAD = "AAAA ::1";

  /**
   * Starts them.
   *
   * @param program the compiled {@code bench/sink.c}
   */
  static OutboundHosts start(Path program, Path work, int domains)
      throws IOException, InterruptedException {
    DemoAuthority authority = DemoAuthority.create(InstantSource.system());
    DemoIdentity identity = authority.server("*.example.test");
    DemoDns dns = DemoDns.start(zone(domains));
    return new OutboundHosts(
        domains, authority, dns, NativeSink.start(program, work, Optional.of(identity)));
  }

  /** As in {@code d7.example.test}. */
  static String domain(int number) {
    return "d" + number + ".example.test";
  }

  /** The domain that nobody serves. */
  static String dead() {
    return "dead.example.test";
  }

  /** Of the host that serves a domain. */
  static String address(int number) {
    return "127.0." + (1 + number / 250) + "." + (1 + number % 250);
  }

  private static String zone(int domains) {
    StringBuilder zone = new StringBuilder();
    for (int i = 0; i < domains; i++) {
      zone.append(records(domain(i), "A " + address(i)));
    }
    return zone.append(records(dead(), DEAD)).toString();
  }

  private static String records(String domain, String address) {
    return "%1$s. IN MX 10 mx.%1$s.\nmx.%1$s. IN %2$s\n".formatted(domain, address);
  }

  /** Writes what a client needs to prove the hosts. */
  void writeAuthority(Path file) throws IOException {
    Files.writeString(file, authority.certificatePem());
  }

  @Override
  public void close() {
    sink.close();
    dns.close();
  }
}
