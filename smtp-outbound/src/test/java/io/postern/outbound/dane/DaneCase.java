package io.postern.outbound.dane;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.model.TlsProof;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.Scene;
import java.security.cert.X509Certificate;

/** What scenarios of DANE have in common. */
final class DaneCase {
  /** An authority that nobody trusts, so that whatever is delivered is delivered by DANE. */
  static final Certs CA = new Certs("root");

  private DaneCase() {}

  static X509Certificate leaf(TlsIdentity identity) {
    return identity.chain().getFirst();
  }

  /** The certificate above the leaf. */
  static X509Certificate above(TlsIdentity identity) {
    return identity.chain().get(1);
  }

  /** The check that let it through. */
  static String check(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    TlsProof tls = ((Outcome.Delivered) outcome).proof().tls().orElseThrow();
    assertThat(tls.authenticated()).isTrue();
    return tls.check();
  }

  /** It was not sent, the reason holds this, and no host heard anything of the message. */
  static void refused(Scene scene, Outcome outcome, String why, int hosts) {
    assertThat(outcome).isInstanceOf(Outcome.Unprotectable.class);
    assertThat(((Outcome.Unprotectable) outcome).why()).contains(why);
    unheard(scene, hosts);
  }

  /** It waits, the reason holds this, and no host heard anything of the message. */
  static void waits(Scene scene, Outcome outcome, String why, int hosts) {
    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
    assertThat(((Outcome.Deferred) outcome).reply().reply().toString()).startsWith("451 4.");
    assertThat(outcome.toString()).contains(why);
    unheard(scene, hosts);
  }

  private static void unheard(Scene scene, int hosts) {
    for (int i = 1; i <= hosts; i++) {
      assertThat(scene.heard(i)).doesNotContain("MAIL").doesNotContain(CANARY);
    }
  }
}
