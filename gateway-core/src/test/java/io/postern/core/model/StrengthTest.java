package io.postern.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrengthTest {
  private static final String PIN = "ab".repeat(32);
  private static final Protection CLEAR = new Protection.OpportunisticTls();
  private static final Protection BACK = new Protection.ReturnToUpstream();
  private static final Protection CODE = portal(PortalProof.MAILED_CODE);
  private static final Protection FACTORS = portal(PortalProof.TWO_FACTORS);
  private static final Protection TLS = new Protection.VerifiedTls(TlsFloor.VERIFIED);
  private static final Protection DANE = tls(TlsFloor.DANE, TlsVersion.TLS_1_2);
  private static final Protection DANE_1_3 = tls(TlsFloor.DANE, TlsVersion.TLS_1_3);
  private static final Protection TLS_1_3 = tls(TlsFloor.VERIFIED, TlsVersion.TLS_1_3);
  private static final Protection PINNED = tls(TlsFloor.PINNED, TlsVersion.TLS_1_2, PIN);
  private static final Protection PINNED_TWICE =
      tls(TlsFloor.PINNED, TlsVersion.TLS_1_2, PIN, "cd".repeat(32));
  private static final Protection SMIME = new Protection.Smime();
  private static final Protection OPENPGP = new Protection.OpenPgp();

  @Test
  void atLeast_oneThatProtectsAsWell_isEnough() {
    good(CLEAR, CLEAR);
    good(BACK, BACK);
    good(CODE, CLEAR);
    good(CODE, BACK);
    good(FACTORS, CODE);
    good(DANE, TLS);
    good(DANE_1_3, TLS_1_3);
    good(PINNED, TLS);
    good(PINNED, PINNED_TWICE);
    good(SMIME, PINNED);
    good(SMIME, OPENPGP);
    good(OPENPGP, SMIME);
  }

  @Test
  void atLeast_oneThatProtectsLess_isNot() {
    bad(CLEAR, BACK); // whoever it goes back to was chosen by policy
    bad(BACK, CLEAR);
    bad(CLEAR, CODE);
    bad(CODE, FACTORS);
    bad(CODE, TLS);
    bad(FACTORS, TLS);
    bad(TLS, CODE);
    bad(TLS, FACTORS);
    bad(TLS, DANE);
    bad(TLS, TLS_1_3);
    bad(DANE, TLS_1_3);
    bad(DANE, PINNED);
    bad(PINNED, DANE);
    bad(PINNED_TWICE, PINNED); // it would take a certificate that policy does not name
    bad(DANE_1_3, SMIME);
  }

  @Test
  void atLeastOne_weakestAllowed_isEnough() {
    assertThat(Strength.atLeastOne(CODE, List.of(TLS, CODE))).isTrue();
    assertThat(Strength.atLeastOne(CODE, List.of(TLS, SMIME))).isFalse();
    assertThat(Strength.atLeastOne(SMIME, List.of())).isFalse();
  }

  @Test
  void exchangeable_portalAndVerifiedTls_areAndNothingElseIs() {
    List<Protection> all = List.of(CLEAR, BACK, CODE, FACTORS, TLS, DANE, PINNED, SMIME, OPENPGP);
    for (Protection one : all) {
      for (Protection other : all) {
        List<String> labels = List.of(one.label(), other.label());
        assertThat(Strength.exchangeable(one, other))
            .as("%s for %s", one, other)
            .isEqualTo(labels.contains("tls") && labels.contains("portal"));
      }
    }
  }

  private static void good(Protection one, Protection other) {
    assertThat(Strength.atLeast(one, other)).as("%s for %s", one, other).isTrue();
  }

  private static void bad(Protection one, Protection other) {
    assertThat(Strength.atLeast(one, other)).as("%s for %s", one, other).isFalse();
  }

  private static Protection portal(PortalProof proof) {
    return new Protection.PortalPickup(Duration.ofDays(1), false, proof);
  }

  private static Protection tls(TlsFloor floor, TlsVersion minimum, String... pins) {
    return new Protection.VerifiedTls(floor, minimum, List.of(pins));
  }
}
