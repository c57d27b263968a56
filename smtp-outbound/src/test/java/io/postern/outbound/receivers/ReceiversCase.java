package io.postern.outbound.receivers;

import static io.postern.outbound.testing.RealServer.DOMAIN;
import static io.postern.outbound.testing.RealServer.HOST;

import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.RealServer;
import io.postern.outbound.testing.RealServers;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.util.List;

/** What scenarios with servers that people run have in common. */
final class ReceiversCase {
  /** A domain whose MX record names a host that the server does not prove to be. */
  static final String OTHER = "else.example";

  private static final FakeDns DNS =
      new FakeDns()
          .mx(DOMAIN, "10 " + HOST)
          .a(HOST, "127.0.0.1")
          .mx(OTHER, "10 mx." + OTHER)
          .a("mx." + OTHER, "127.0.0.1");

  private ReceiversCase() {}

  /** A courier that finds the server for both domains and trusts its authority. */
  static Rig rig(RealServer server) {
    return new Rig(DNS, Options.of(server.port(), RealServers.CA.root()));
  }

  static List<Outcome> deliver(RealServer server, Protection protection, String... to) {
    try (Rig rig = rig(server)) {
      return rig.deliver(protection, to);
    }
  }
}
