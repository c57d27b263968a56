package io.postern.bench;

import io.postern.packaging.demo.DemoHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A home that delivers to many domains, each by verified TLS. */
final class OutboundHome {
  private OutboundHome() {}

  /**
   * Writes it.
   *
   * @param directory exists and is empty
   * @param reuse whether a connection carries more than one message
   */
  static BenchHome write(Path directory, OutboundHosts hosts, boolean reuse) throws IOException {
    Files.createDirectories(directory.resolve("keys"));
    DemoHome.rootKey(directory.resolve("keys/root.key"));
    hosts.writeAuthority(directory.resolve("authority.pem"));
    Files.createDirectories(directory.resolve("policies"));
    Files.writeString(directory.resolve("policies/bench.yaml"), BenchPolicy.text(true));
    int port = Ports.free();
    Files.writeString(
        directory.resolve("postern.yaml"), configuration(hosts, port) + traffic(reuse));
    return new BenchHome(directory, port);
  }

  private static String configuration(OutboundHosts hosts, int port) {
    return """
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
    logging:
      level: error
    outbound:
      port: %d
      mta_sts: false
      trusted_authorities: [authority.pem]
      public_authorities: false
      connections_per_host: 50
      connect_timeout: 10s
      reply_timeout: 10s
      private_networks: [127.0.0.0/8, "::1/128"]
    """
        .formatted(port, hosts.dns().address(), hosts.sink().port());
  }

  /** The last lines, inside {@code outbound}. */
  private static String traffic(boolean reuse) {
    return reuse
        ? ""
        : "  destinations:\n    - {domain: .example.test, messages_per_connection: 1}\n";
  }
}
