package io.postern.bench;

import io.postern.packaging.demo.DemoDns;
import io.postern.packaging.demo.DemoHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A home that delivers to many domains in plain text, so that what is measured is the queue: all of
 * them at one sink, but one whose host is not there.
 */
final class OutboundHome {
  /** The host of the domain that nobody serves. */
  static final String DEAD_ADDRESS = "127.0.0.2";

  private OutboundHome() {}

  /** As in {@code d7.example.test}. */
  static String domain(int number) {
    return "d" + number + ".example.test";
  }

  /** The domain that nobody serves. */
  static String dead() {
    return "dead.example.test";
  }

  /** Records for so many domains and the dead one. */
  static String zone(int domains) {
    StringBuilder zone = new StringBuilder();
    for (int i = 0; i < domains; i++) {
      String domain = domain(i);
      zone.append(
          "%s. IN MX 10 mx.%s.\nmx.%s. IN A 127.0.0.1\n".formatted(domain, domain, domain));
    }
    return zone.append(
            "%s. IN MX 10 mx.%s.\nmx.%s. IN A %s\n"
                .formatted(dead(), dead(), dead(), DEAD_ADDRESS))
        .toString();
  }

  /**
   * Writes it.
   *
   * @param directory exists and is empty
   */
  static BenchHome write(Path directory, DemoDns dns, int sinkPort) throws IOException {
    Files.createDirectories(directory.resolve("keys"));
    DemoHome.rootKey(directory.resolve("keys/root.key"));
    Files.createDirectories(directory.resolve("policies"));
    Files.writeString(directory.resolve("policies/bench.yaml"), BenchPolicy.text(false));
    int port = Ports.free();
    Files.writeString(
        directory.resolve("postern.yaml"),
        """
        server:
          hostname: gateway.example.test
        listeners:
          - {name: load, address: 127.0.0.1:%d, tls: none, require_tls: false}
        upstreams:
          - {name: load, networks: [127.0.0.0/8]}
        limits:
          sessions: 2000
          sessions_per_client: 2000
          messages_per_session: 1000000
        sealing:
          key_file: keys/root.key
        dns:
          resolvers: ["%s"]
          dnssec: off
        outbound:
          port: %d
          mta_sts: false
          connections_per_host: 100
          connect_timeout: 10s
          reply_timeout: 10s
          private_networks: [127.0.0.0/8]
        logging:
          level: error
        """
            .formatted(port, dns.address(), sinkPort));
    return new BenchHome(directory, port);
  }
}
