package io.postern.outbound.levels;

import static io.postern.outbound.testing.Scene.association;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.settings.DestinationSettings.Level;
import io.postern.config.settings.Settings.TlsRequiredNo;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.Upstream;
import io.postern.core.model.Upstream.Kind;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Scene;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** TLS-Required: No leaves out TLSA records that no host fits, and nothing of our own. */
class TlsRequiredNoTest {
  private static final Certs CA = new Certs("root");
  private static final EsmtpOptions REQUIRETLS =
      new EsmtpOptions(
          EsmtpOptions.Body.SEVEN_BIT, false, true, Optional.empty(), Optional.empty());

  private static Scene scene() throws IOException {
    Scene scene = Scene.signed().with(CA.good("x.example"));
    scene.tlsa(scene.host(1), association(3, 1, 1, CA.root()));
    return scene;
  }

  private static Outcome deliver(
      Scene scene, String header, Protection protection, EsmtpOptions options) {
    scene.publish();
    try (Rig rig = scene.rig()) {
      BytesContent content = BytesContent.of(header + "\nbody\n");
      return rig.deliver(Rig.consignment(protection, content, options, "a@" + scene.domain()))
          .getFirst();
    }
  }

  @Test
  void deliver_mailWithoutNeedOfProtection_goesAndTheProofSaysSo() throws IOException {
    try (Scene scene = scene()) {
      Outcome outcome = deliver(scene, "TLS-Required: no\n", Rig.ANY, EsmtpOptions.NONE);

      assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
      assertThat(((Outcome.Delivered) outcome).proof().details())
          .containsEntry("tls_required", "no");
    }
  }

  @Test
  void deliver_fieldThatIsNotThatOrTwice_hasNoEffect() throws IOException {
    for (String header :
        new String[] {"X: y\n", "TLS-Required: yes\n", "TLS-Required: No\nTLS-Required: No\n"}) {
      try (Scene scene = scene()) {
        assertThat(deliver(scene, header, Rig.ANY, EsmtpOptions.NONE))
            .isInstanceOf(Outcome.Deferred.class);
      }
    }
  }

  @Test
  void deliver_protectedMailOrRequireTls_isNotSent() throws IOException {
    try (Scene scene = scene()) {
      assertThat(deliver(scene, "TLS-Required: No\n", Rig.TLS, EsmtpOptions.NONE))
          .isInstanceOf(Outcome.Unprotectable.class);
      assertThat(deliver(scene, "TLS-Required: No\n", Rig.ANY, REQUIRETLS))
          .isInstanceOf(Outcome.Failed.class);
      assertThat(scene.heard(1)).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_smartHostThatFitsNoTlsaRecord_stays() throws IOException {
    try (Scene scene = scene()) {
      HostPort relay = new HostPort(scene.host(1), Scene.port());
      scene.options(o -> o.smartHost(relay, false));
      assertThat(deliver(scene, "TLS-Required: No\n", Rig.ANY, EsmtpOptions.NONE))
          .isInstanceOf(Outcome.Deferred.class);
      assertThat(scene.heard(1)).doesNotContain("MAIL");
    }
  }

  @Test
  void deliver_clearByTheModeAndNotByPolicy_hasNoEffect() throws IOException {
    try (Scene scene = scene()) {
      Protection unjudged = new Protection.OpportunisticTls(false);
      assertThat(deliver(scene, "TLS-Required: No\n", unjudged, EsmtpOptions.NONE))
          .isInstanceOf(Outcome.Deferred.class);
    }
  }

  @Test
  void deliver_administratorIgnoresIt_hasNoEffectButOnOurOwnMail() throws IOException {
    Upstream application =
        new Upstream("app", Kind.NETWORK, "10.0.0.1", "app.example", "ESMTP", Optional.empty());
    try (Scene scene = scene()) {
      scene.options(o -> o.tlsRequiredNo(TlsRequiredNo.IGNORE)).publish();
      BytesContent report = BytesContent.of("TLS-Required: No\n\nbody\n");
      Envelope own = Rig.envelope(EsmtpOptions.NONE, "a@" + scene.domain());
      Envelope others =
          new Envelope(
              own.id(), application, own.from(), own.to(), own.receivedAt(), own.options());
      try (Rig rig = scene.rig()) {
        assertThat(rig.deliver(Rig.consignment(others, Rig.ANY, report)).getFirst())
            .isInstanceOf(Outcome.Deferred.class);
        assertThat(rig.deliver(Rig.consignment(own, Rig.ANY, report)).getFirst())
            .isInstanceOf(Outcome.Delivered.class);
      }
    }
  }

  @Test
  void deliver_levelOfTheAdministrator_stays() throws IOException {
    try (Scene scene = scene()) {
      scene.options(o -> o.destination(Level.DANE, scene.domain()));
      assertThat(deliver(scene, "TLS-Required: No\n", Rig.ANY, EsmtpOptions.NONE))
          .isInstanceOf(Outcome.Deferred.class);
    }
  }
}
