package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.leaf;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Scene.association;

import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.LyingDns;
import io.postern.outbound.testing.LyingDns.Lie;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 7672 2.1.2: a host whose TLSA lookup fails counts as unreachable, however good its
 * certificate is (KumoMTA 543). A record without data, which crashed other clients, is no answer.
 */
class TlsaThatCannotBeLookedUpWaitsTest {
  private static final Map<String, Lie> LIES =
      Map.of(
          "SERVFAIL", LyingDns.error(2),
          "NOTIMP", LyingDns.error(4),
          "REFUSED", LyingDns.error(5),
          "silence", LyingDns::silence,
          "torn", LyingDns.torn(LyingDns.TLSA),
          "0 octets", LyingDns.record(LyingDns.TLSA),
          "1 octet", LyingDns.record(LyingDns.TLSA, (byte) 3),
          "2 octets", LyingDns.record(LyingDns.TLSA, (byte) 3, (byte) 1),
          "3 octets", LyingDns.record(LyingDns.TLSA, (byte) 3, (byte) 1, (byte) 1));

  @ParameterizedTest
  @CsvSource({
    "TRUST_AD, SERVFAIL",
    "VALIDATE, SERVFAIL",
    "TRUST_AD, NOTIMP",
    "TRUST_AD, REFUSED",
    "VALIDATE, REFUSED",
    "TRUST_AD, silence",
    "TRUST_AD, torn",
    "TRUST_AD, 0 octets",
    "TRUST_AD, 1 octet",
    "TRUST_AD, 2 octets",
    "TRUST_AD, 3 octets",
    "VALIDATE, 3 octets"
  })
  void deliver_certificateOtherwiseTrusted_waits(Dnssec mode, String lie) throws Exception {
    try (LyingDns dns = new LyingDns();
        Scene scene = Scene.signed().by(mode).through(dns)) {
      TlsIdentity trusted = CA.good(scene.host(1), scene.domain());
      scene.with(trusted).options(o -> Options.of(Scene.port(), CA.root()));
      scene.tlsa(scene.host(1), association(3, 1, 1, leaf(trusted)));
      dns.about("_" + Scene.port() + "._tcp." + scene.host(1), LyingDns.TLSA, LIES.get(lie));
      waits(scene, scene.deliver(Rig.TLS), "DNS lookup of _" + Scene.port() + "._tcp.", 1);
      waits(scene, scene.deliver(Rig.ANY), "DNS lookup of _" + Scene.port() + "._tcp.", 1);
    }
  }
}
