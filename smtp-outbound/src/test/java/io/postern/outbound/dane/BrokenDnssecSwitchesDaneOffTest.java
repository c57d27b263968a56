package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.testing.Certs;
import io.postern.outbound.route.DnsResolver;
import io.postern.outbound.route.Signatures;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A resolver that cannot prove anything from the start switches DANE off, loudly, instead of
 * holding all mail (Stalwart 1578). What needs protection and is not proved otherwise takes the
 * next one that its policy allows; nothing of it is sent.
 */
class BrokenDnssecSwitchesDaneOffTest {
  private static final Protection DANE = new Protection.VerifiedTls(TlsFloor.DANE);

  @TempDir Path directory;

  @Test
  void deliver_wrongTrustAnchor_unprotectedMailGoesAndDaneIsNotThere() throws IOException {
    try (Scene scene = Scene.signed().with(CA.good("x.example"))) {
      scene.tlsa(scene.host(1), association(3, 1, 1, CA.root())).publish();
      DnsResolver dns = broken();
      try (Rig rig = new Rig(dns, Options.of(Scene.port()))) {
        assertThat(dns.dnssec().toString()).contains("Broken", "cannot be proved");
        assertThat(rig.deliver(Rig.ANY, "a@" + scene.domain()).getFirst())
            .isInstanceOf(Outcome.Delivered.class);
        assertThat(rig.deliver(DANE, "b@" + scene.domain()).getFirst().toString())
            .contains("Unprotectable", "DNSSEC does not work here");
      }
    }
  }

  @Test
  void deliver_verifiedMail_goesByPkixOrNotAtAll() throws IOException {
    Certs trusted = new Certs("trusted");
    try (Scene scene = Scene.signed()) {
      scene.with(trusted.good(scene.host(1))).publish();
      try (Rig rig = new Rig(broken(), Options.of(Scene.port(), trusted.root()))) {
        assertThat(rig.deliver(Rig.TLS, "a@" + scene.domain()).getFirst())
            .isInstanceOf(Outcome.Delivered.class);
      }
    }
    try (Scene scene = Scene.signed().with(CA.good("x.example")).publish();
        Rig rig = new Rig(broken(), Options.of(Scene.port()))) {
      assertThat(rig.deliver(Rig.TLS, "a@" + scene.domain()).getFirst().toString())
          .contains("Unprotectable");
      assertThat(scene.heard(1)).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_requireTlsWhereTheHostCannotBeFoundSecurely_waitsInsteadOfBouncing()
      throws IOException {
    EsmtpOptions required =
        new EsmtpOptions(
            EsmtpOptions.Body.SEVEN_BIT, false, true, Optional.empty(), Optional.empty());
    try (Scene scene = Scene.signed().with(CA.good("x.example")).publish();
        Rig rig = new Rig(broken(), Options.of(Scene.port()).enforcingRequireTls())) {
      assertThat(
              rig.deliver(Rig.consignment(Rig.ANY, Rig.MESSAGE, required, "a@" + scene.domain()))
                  .getFirst()
                  .toString())
          .contains("Deferred", "DNSSEC does not work here");
    }
  }

  /** Its trust anchor is that of nobody. */
  private DnsResolver broken() throws IOException {
    Path anchor =
        Files.writeString(directory.resolve("anchor"), ". IN DS 1 13 2 " + "ab".repeat(32) + "\n");
    return new DnsResolver(
        List.of(new HostPort("127.0.0.1", DnsLab.shared().port())),
        Duration.ofSeconds(5),
        Duration.ZERO,
        new Signatures(Dnssec.VALIDATE, List.of(anchor), ".", DnsLab.FORGED),
        InstantSource.system());
  }
}
