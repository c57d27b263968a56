package io.postern.outbound.dane;

import static io.postern.outbound.dane.DaneCase.CA;
import static io.postern.outbound.dane.DaneCase.check;
import static io.postern.outbound.dane.DaneCase.refused;
import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RFC 7672 2.1.1: without a signed TLSA record DANE does not apply, and PKIX decides; whether there
 * is no such name, no such record, or an alias to where nothing is signed.
 */
class NoTlsaRecordIsNoDaneTest {
  enum Absence {
    NO_SUCH_NAME,
    NO_SUCH_RECORD,
    NOT_SIGNED
  }

  @ParameterizedTest
  @EnumSource
  void deliver_trustedCertificate_byPkix(Absence absence) throws Exception {
    try (Scene elsewhere = Scene.unsigned();
        Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.host(1))).options(o -> Options.of(Scene.port(), CA.root()));
      absent(absence, scene, elsewhere);
      assertThat(check(scene.deliver(Rig.TLS))).startsWith("pkix: " + scene.host(1));
      assertThat(scene.heard(1)).contains(CANARY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void deliver_daneAskedForByPolicy_nothingSent(Absence absence) throws Exception {
    try (Scene elsewhere = Scene.unsigned();
        Scene scene = Scene.signed()) {
      scene.with(CA.good(scene.host(1))).options(o -> Options.of(Scene.port(), CA.root()));
      absent(absence, scene, elsewhere);
      Protection dane = new Protection.VerifiedTls(TlsFloor.DANE);
      refused(scene, scene.deliver(dane), "TLSA record at", 1);
    }
  }

  private static void absent(Absence absence, Scene scene, Scene elsewhere) {
    String owner = "_" + Scene.port() + "._tcp." + scene.host(1) + ".";
    switch (absence) {
      case NO_SUCH_NAME -> {}
      case NO_SUCH_RECORD -> scene.record(owner + " IN TXT here");
      case NOT_SIGNED -> {
        String target = "tlsa." + elsewhere.domain() + ".";
        elsewhere.record(target + " IN TLSA " + association(3, 1, 1, CA.root())).publish();
        scene.record(owner + " IN CNAME " + target);
      }
    }
  }
}
