package io.postern.bench;

import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.demo.DemoHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A home that takes mail as the product does (policy with screening, sealing, durable store, audit)
 * and holds every delivery, so that acceptance alone is measured.
 */
final class AcceptHome {
  private AcceptHome() {}

  /**
   * Writes it.
   *
   * @param directory exists and is empty
   */
  static BenchHome write(Path directory, DemoAuthority authority, AcceptPorts ports)
      throws IOException {
    Files.createDirectories(directory.resolve("keys"));
    DemoHome.rootKey(directory.resolve("keys/root.key"));
    authority
        .server("gateway.example.test", "localhost")
        .write(directory.resolve("listener.pem"), directory.resolve("listener.key"));
    Files.createDirectories(directory.resolve("policies"));
    Files.writeString(directory.resolve("policies/bench.yaml"), BenchPolicy.hold());
    Files.writeString(directory.resolve("postern.yaml"), configuration(ports));
    return new BenchHome(directory, ports.plain());
  }

  private static String configuration(AcceptPorts ports) {
    return """
    server:
      hostname: gateway.example.test
    listeners:
      - {name: plain, address: 127.0.0.1:%d, tls: none, require_tls: false}
      - {name: starttls, address: 127.0.0.1:%d, certificate: listener.pem, key: listener.key}
      - name: implicit
        address: 127.0.0.1:%d
        tls: implicit
        certificate: listener.pem
        key: listener.key
    upstreams:
      - name: load
        networks: [127.0.0.0/8]
        sessions: 100000
    limits:
      sessions_per_client: 2000
      messages_per_session: 1000000
    sealing:
      key_file: keys/root.key
    dns:
      resolvers: ["127.0.0.1:9"]
    metrics:
      address: 127.0.0.1:%d
    logging:
      level: warn
    """
        .formatted(ports.plain(), ports.starttls(), ports.implicit(), ports.metrics());
  }
}
