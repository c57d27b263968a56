package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A resolver that cannot prove anything switches DANE off, loudly, instead of holding all mail
 * (Stalwart 1578).
 */
class BrokenDnssecSwitchesDaneOffTest {
  @Test
  void deliver_wrongTrustAnchor_unprotectedMailGoesAndDaneWaits(@TempDir Path directory)
      throws IOException {
    Path anchor =
        java.nio.file.Files.writeString(
            directory.resolve("anchor"), ". IN DS 1 13 2 " + "ab".repeat(32) + "\n");
    try (Scene scene = Scene.signed().with(CA.good("x.example"))) {
      scene.tlsa(scene.host(1), association(3, 1, 1, CA.root())).publish();
      io.postern.outbound.route.DnsResolver dns =
          new io.postern.outbound.route.DnsResolver(
              List.of(new io.postern.config.HostPort("127.0.0.1", DnsLab.shared().port())),
              java.time.Duration.ofSeconds(5),
              java.time.Duration.ZERO,
              new io.postern.outbound.route.Signatures(
                  Dnssec.VALIDATE, List.of(anchor), ".", DnsLab.FORGED),
              java.time.InstantSource.system());
      try (Rig rig = new Rig(dns, Options.of(Scene.port()))) {
        assertThat(dns.dnssec().toString()).contains("Broken", "cannot be proved");
        assertThat(rig.deliver(Rig.ANY, "a@" + scene.domain()).getFirst())
            .isInstanceOf(Outcome.Delivered.class);
        Protection dane = new Protection.VerifiedTls(TlsFloor.DANE);
        assertThat(rig.deliver(dane, "b@" + scene.domain()).getFirst().toString())
            .contains("Deferred", "DNSSEC does not work here");
      }
    }
  }
}
