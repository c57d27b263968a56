package io.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Postfix as a relay to the same hosts, everything set in its favour: as many processes and
 * connections as help it, no flow control, no look-ups, TLS without verification, sessions resumed.
 */
final class OutboundPostfix {
  private OutboundPostfix() {}

  /**
   * Starts it.
   *
   * @param work exists, and others may enter the directories above it
   * @param reuse whether a connection carries more than one message
   */
  static OutboundPeer start(Path work, OutboundHosts hosts, boolean reuse)
      throws IOException, InterruptedException {
    int port = Ports.free();
    PostfixProcess.prepare(work);
    hosts.writeAuthority(work.resolve("conf/authority.pem"));
    Files.writeString(work.resolve("conf/transport"), transport(hosts));
    String master =
        "127.0.0.1:%d inet n - n - - smtpd%n".formatted(port) + PostfixProcess.services();
    return new OutboundPeer.Postfix(
        PostfixProcess.start(work, main(work) + reuse(reuse), master, port), port);
  }

  private static String main(Path work) {
    return PostfixProcess.own(work)
        + """
        transport_maps = texthash:%1$s/conf/transport
        smtp_tls_security_level = encrypt
        smtp_tls_CAfile = %1$s/conf/authority.pem
        smtp_tls_session_cache_database = btree:%1$s/data/smtp_scache
        default_destination_concurrency_limit = 50
        initial_destination_concurrency = 20
        qmgr_message_active_limit = 40000
        """
            .formatted(work);
  }

  private static String reuse(boolean reuse) {
    return reuse
        ? """
        smtp_tls_connection_reuse = yes
        smtp_connection_cache_destinations = static:all
        smtp_connection_cache_time_limit = 10s
        connection_cache_ttl_limit = 10s
        """
        : """
        smtp_tls_connection_reuse = no
        smtp_connection_cache_on_demand = no
        """;
  }

  private static String transport(OutboundHosts hosts) {
    StringBuilder map = new StringBuilder();
    for (int i = 0; i < hosts.domains(); i++) {
      map.append(
          "%s smtp:[%s]:%d%n"
              .formatted(OutboundHosts.domain(i), OutboundHosts.address(i), hosts.sink().port()));
    }
    return map.toString();
  }
}
