package io.postern.outbound.tls;

import java.util.Optional;
import javax.net.ssl.SNIHostName;

/** Names for server name indication (RFC 6066 3). */
public final class ServerNames {
  private ServerNames() {}

  /** The name as it is sent; empty for what is no host name, as with an underscore. */
  public static Optional<String> sni(String host) {
    try {
      return Optional.of(new SNIHostName(host).getAsciiName());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the DNS may hold anything
    }
  }
}
