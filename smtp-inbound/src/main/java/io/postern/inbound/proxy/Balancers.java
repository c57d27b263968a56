package io.postern.inbound.proxy;

import io.postern.config.Cidr;
import io.postern.core.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The load balancers of one listener. Immutable. */
public final class Balancers {
  private final List<Cidr> networks;
  private final Duration patience;

  /**
   * @param patience how long a whole header may take
   */
  public Balancers(List<Cidr> networks, Duration patience) {
    this.networks = List.copyOf(networks);
    this.patience = patience;
  }

  /**
   * The connection under its client's address. Where it comes from a balancer its header is read,
   * and not an octet more; where that names nobody (a health check), the balancer is the client.
   *
   * @param accepted closed where this throws
   * @throws IOException where a balancer sends no header, a malformed one, or too slowly
   */
  public Wire client(Wire accepted) throws IOException {
    if (!isBalancer(accepted.remoteAddress().getAddress())) {
      return accepted;
    }
    try {
      Optional<InetSocketAddress> client = new ProxyHeader(accepted, patience).read();
      return client.<Wire>map(c -> new ProxiedWire(accepted, c)).orElse(accepted);
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
  }

  private boolean isBalancer(InetAddress address) {
    return networks.stream().anyMatch(n -> n.contains(address));
  }
}
