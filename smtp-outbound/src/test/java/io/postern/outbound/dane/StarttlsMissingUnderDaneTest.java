package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.waits;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 7672 2.2: a host with usable records and without STARTTLS is not used, and that may pass (mox
 * 365).
 */
class StarttlsMissingUnderDaneTest {
  @Test
  void deliver_notOffered_waitsWithoutSayingStarttls() throws IOException {
    try (Scene scene = Scene.signed().with(p -> p.open().takeAll())) {
      scene.tlsa(scene.host(1), association(3, 1, 1, CA.root()));
      waits(scene, scene.deliver(Rig.ANY), "STARTTLS is not offered", 1);
      assertThat(scene.heard(1)).doesNotContain("STARTTLS");
    }
  }

  @Test
  void deliver_refusedForGoodOrForNow_waits() throws IOException {
    for (String reply : List.of("454 4.7.0 not now", "502 5.5.1 what", "554 5.7.0 never")) {
      try (Scene scene =
          Scene.signed()
              .with(p -> {
                p.open("STARTTLS");
                p.hear("STARTTLS");
                p.say(reply);
                p.takeAll();
              })) {
        scene.tlsa(scene.host(1), association(3, 1, 1, CA.root()));
        waits(scene, scene.deliver(Rig.ANY), "STARTTLS was answered with", 1);
      }
    }
  }
}
