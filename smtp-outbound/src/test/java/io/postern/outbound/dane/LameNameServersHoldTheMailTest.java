package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.waits;

import io.postern.outbound.testing.LyingDns;
import io.postern.outbound.testing.LyingDns.Lie;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Name servers that fail, are silent or talk nonsense are no "no such record": neither the domain
 * itself is tried as its host, nor is a host without address given up (postfix-tlspol 4, 82).
 */
class LameNameServersHoldTheMailTest {
  private static final List<Lie> MX_LIES =
      List.of(
          LyingDns.error(2),
          LyingDns.error(5),
          LyingDns::silence,
          LyingDns.torn(LyingDns.MX),
          LyingDns.record(LyingDns.MX, (byte) 0));

  @Test
  void deliver_mxCannotBeLookedUp_waits() throws Exception {
    for (Lie lie : MX_LIES) {
      try (LyingDns dns = new LyingDns();
          Scene scene = Scene.unsigned().through(dns)) {
        scene.address(scene.domain(), p -> p.open().takeAll());
        scene.options(o -> Options.of(Scene.port(), CA.root()));
        dns.about(scene.domain(), LyingDns.MX, lie);
        waits(scene, scene.deliver(Rig.ANY), scene.domain(), 1);
      }
    }
  }

  @Test
  void deliver_addressCannotBeLookedUp_waits() throws Exception {
    for (Lie lie : List.of(LyingDns.error(2), LyingDns.record(LyingDns.A, (byte) 127))) {
      try (LyingDns dns = new LyingDns();
          Scene scene = Scene.unsigned().through(dns).with(p -> p.open().takeAll())) {
        dns.about(scene.host(1), LyingDns.A, lie);
        waits(scene, scene.deliver(Rig.ANY), scene.host(1), 1);
      }
    }
  }

  @Test
  void deliver_aliasesInACircle_waits() throws Exception {
    try (Scene scene = Scene.signed().address("real.lab", p -> p.open().takeAll())) {
      scene.record(scene.domain() + ". IN MX 10 a." + scene.domain() + ".");
      scene.record("a." + scene.domain() + ". IN CNAME b." + scene.domain() + ".");
      scene.record("b." + scene.domain() + ". IN CNAME a." + scene.domain() + ".");
      waits(scene, scene.deliver(Rig.ANY), "a." + scene.domain(), 1);
    }
  }
}
