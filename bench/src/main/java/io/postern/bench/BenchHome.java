package io.postern.bench;

import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.demo.DemoDns;
import io.postern.packaging.demo.DemoHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A home whose gateway does all of its work for every message: screening, sealing, durable storage
 * and, where asked, verified TLS on the way out.
 *
 * @param port where the gateway will listen
 */
record BenchHome(Path directory, int port) {
  /** The domain that all messages go to, and its only mail host. */
  static final String DOMAIN = "example.test";

  static final String HOST = "sink." + DOMAIN;

  /**
   * Where the gateway stands.
   *
   * @param inboundTls whether the listener speaks and wants TLS
   * @param outboundTls whether policy demands verified TLS; otherwise it takes what is offered
   */
  record Surroundings(
      DemoAuthority authority,
      DemoDns dns,
      int sinkPort,
      boolean inboundTls,
      boolean outboundTls) {}

  /** The records that lead {@link #DOMAIN} to the sink. */
  static String zone() {
    return "%s. IN MX 10 %s.\n%s. IN A 127.0.0.1\n".formatted(DOMAIN, HOST, HOST);
  }

  /**
   * Writes it.
   *
   * @param directory exists and is empty
   */
  static BenchHome write(Path directory, Surroundings around) throws IOException {
    Files.createDirectories(directory.resolve("keys"));
    DemoHome.rootKey(directory.resolve("keys/root.key"));
    Files.writeString(directory.resolve("authority.pem"), around.authority().certificatePem());
    if (around.inboundTls()) {
      around
          .authority()
          .server("gateway.example.test", "localhost")
          .write(directory.resolve("listener.pem"), directory.resolve("listener.key"));
    }
    Files.createDirectories(directory.resolve("policies"));
    Files.writeString(
        directory.resolve("policies/bench.yaml"), BenchPolicy.text(around.outboundTls()));
    int port = Ports.free();
    Files.writeString(directory.resolve("postern.yaml"), configuration(around, port));
    return new BenchHome(directory, port);
  }

  private static String configuration(Surroundings around, int port) {
    return """
    server:
      hostname: gateway.example.test
    listeners:
      - name: load
        address: 127.0.0.1:%d
    %s
    upstreams:
      - name: load
        networks: [127.0.0.0/8]
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
      trusted_authorities: [authority.pem]
      public_authorities: false
      connections_per_host: 50
      private_networks: [127.0.0.0/8]
    queue:
      retry: [1s]
      lease: 10s
    logging:
      level: warn
    """
        .formatted(port, listener(around), around.dns().address(), around.sinkPort());
  }

  private static String listener(Surroundings around) {
    return around.inboundTls()
        ? "    tls: starttls\n    certificate: listener.pem\n    key: listener.key"
        : "    tls: none\n    require_tls: false";
  }
}
