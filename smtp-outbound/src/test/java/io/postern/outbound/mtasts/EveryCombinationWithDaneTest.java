package io.postern.outbound.mtasts;

import static io.postern.outbound.mtasts.StsCase.CA;
import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.Outcome;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.sts.MtaSts;
import io.postern.outbound.testing.DnsLab;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import io.postern.outbound.testing.Scene;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What DANE says of a host and what the policy says, in every combination (RFC 8461 2, RFC 7672
 * 2.2; mta-sts-resolver 67).
 */
class EveryCombinationWithDaneTest {
  /** What the TLSA records are. */
  enum Dane {
    FITS,
    FAILS,
    UNUSABLE,
    ABSENT,
    UNKNOWN
  }

  /** What the policy is, and whether the certificate passes PKIX. */
  enum Policy {
    LISTS_HOST_WITH_GOOD_CERTIFICATE,
    LISTS_HOST_WITH_BAD_CERTIFICATE,
    LISTS_ANOTHER_HOST,
    TESTING_ANOTHER_HOST,
    NONE
  }

  @ParameterizedTest
  @CsvSource({
    "FITS, LISTS_HOST_WITH_GOOD_CERTIFICATE, dane",
    "FITS, LISTS_HOST_WITH_BAD_CERTIFICATE, dane",
    "FITS, LISTS_ANOTHER_HOST, refused",
    "FITS, TESTING_ANOTHER_HOST, dane",
    "FITS, NONE, dane",
    "FAILS, LISTS_HOST_WITH_GOOD_CERTIFICATE, refused",
    "FAILS, LISTS_HOST_WITH_BAD_CERTIFICATE, refused",
    "FAILS, LISTS_ANOTHER_HOST, refused",
    "FAILS, TESTING_ANOTHER_HOST, refused",
    "FAILS, NONE, refused",
    "UNUSABLE, LISTS_HOST_WITH_GOOD_CERTIFICATE, mta-sts",
    "UNUSABLE, LISTS_HOST_WITH_BAD_CERTIFICATE, refused",
    "UNUSABLE, LISTS_ANOTHER_HOST, refused",
    "UNUSABLE, TESTING_ANOTHER_HOST, pkix",
    "UNUSABLE, NONE, pkix",
    "ABSENT, LISTS_HOST_WITH_GOOD_CERTIFICATE, mta-sts",
    "ABSENT, LISTS_HOST_WITH_BAD_CERTIFICATE, refused",
    "ABSENT, LISTS_ANOTHER_HOST, refused",
    "ABSENT, TESTING_ANOTHER_HOST, pkix",
    "ABSENT, NONE, pkix",
    "UNKNOWN, LISTS_HOST_WITH_GOOD_CERTIFICATE, waits",
    "UNKNOWN, LISTS_HOST_WITH_BAD_CERTIFICATE, waits",
    "UNKNOWN, LISTS_ANOTHER_HOST, refused",
    "UNKNOWN, TESTING_ANOTHER_HOST, waits",
    "UNKNOWN, NONE, waits"
  })
  void deliver_protectedMail_asTheTableSays(Dane dane, Policy policy, String expected)
      throws Exception {
    try (Scene scene = Scene.signed()) {
      boolean bad = policy == Policy.LISTS_HOST_WITH_BAD_CERTIFICATE;
      TlsIdentity identity = CA.good(bad ? "x.example" : scene.host(1));
      scene.with(identity);
      MtaSts policies = policies(policy, scene.host(1));
      scene.options(o -> Options.of(Scene.port(), CA.root()).sts(policies));
      publish(dane, scene, identity);
      Outcome outcome = scene.deliver(Rig.TLS);
      assertThat(result(outcome)).as("%s", outcome).isEqualTo(expected);
      boolean delivered = outcome instanceof Outcome.Delivered;
      assertThat(scene.heard(1).contains(CANARY)).isEqualTo(delivered);
      assertThat(scene.heard(1).contains("MAIL")).isEqualTo(delivered);
    }
  }

  private static void publish(Dane dane, Scene scene, TlsIdentity identity) {
    String host = scene.host(1);
    switch (dane) {
      case FITS, UNKNOWN ->
          scene.tlsa(host, association(3, 1, 1, identity.chain().getFirst())).publish();
      case FAILS -> scene.tlsa(host, association(3, 1, 1, CA.root()));
      case UNUSABLE -> scene.tlsa(host, association(1, 1, 1, CA.root()));
      case ABSENT -> {}
    }
    if (dane == Dane.UNKNOWN) {
      DnsLab.shared().spoil("_" + Scene.port() + "._tcp." + host, "TLSA");
    }
  }

  private static MtaSts policies(Policy policy, String host) {
    StsCase world = new StsCase();
    switch (policy) {
      case LISTS_HOST_WITH_GOOD_CERTIFICATE, LISTS_HOST_WITH_BAD_CERTIFICATE ->
          world.announced("1").serving("enforce", host);
      case LISTS_ANOTHER_HOST -> world.announced("1").serving("enforce", "mx.else.example");
      case TESTING_ANOTHER_HOST -> world.announced("1").serving("testing", "mx.else.example");
      case NONE -> {}
    }
    return new MtaSts(name -> world.record, world, world.policies, () -> world.now);
  }

  private static String result(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered delivered -> {
        String check = delivered.proof().tls().orElseThrow().check();
        yield check.substring(0, check.indexOf(':'));
      }
      case Outcome.Unprotectable _ -> "refused";
      case Outcome.Deferred _ -> "waits";
      case Outcome.Failed _ -> "failed";
    };
  }
}
