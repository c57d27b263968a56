package io.postern.outbound.levels;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DestinationSettings.Level;
import io.postern.config.settings.Settings.CipherFloor;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.OpenSsl;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts of openssl that take one suite alone: what is weaker than the floor carries nothing. */
class CipherFloorTest {
  private static final Certs CA = new Certs("root");
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");

  @TempDir Path directory;

  private Outcome deliver(String suite, Protection protection, Options options) throws Exception {
    try (OpenSsl host = OpenSsl.withSuite(CA.good("mx.example.org"), suite, directory);
        Rig rig = new Rig(DNS, options.port(host.port()))) {
      Thread taking = Thread.ofVirtual().start(host::takeOne);
      try {
        Outcome outcome = rig.deliver(protection, "a@example.org").getFirst();
        if (!(outcome instanceof Outcome.Delivered)) {
          assertThat(host.heard()).doesNotContain("MAIL");
        }
        return outcome;
      } finally {
        taking.interrupt();
      }
    }
  }

  private static Options options() {
    return Options.of(0, CA.root());
  }

  private static Options strong() {
    return options().engine(TlsEngine.JDK).floor(CipherFloor.AES_256);
  }

  @Test
  void deliver_chaCha20_isEnoughForTheFirstFloorOnEitherEngine() throws Exception {
    for (TlsEngine engine : TlsEngine.values()) {
      assertThat(
              deliver("TLS_CHACHA20_POLY1305_SHA256", Rig.TLS, options().engine(engine)).toString())
          .contains("Delivered", "TLS_CHACHA20_POLY1305_SHA256");
    }
  }

  @Test
  void deliver_chaCha20UnderAFloorOf256_isNoProtection() throws Exception {
    assertThat(deliver("TLS_CHACHA20_POLY1305_SHA256", Rig.TLS, strong()))
        .isInstanceOf(Outcome.Unprotectable.class);
  }

  @Test
  void deliver_128BitsUnderAFloorOf256AndNoNeedOfProtection_goesByThatTls() throws Exception {
    assertThat(deliver("TLS_AES_128_GCM_SHA256", Rig.ANY, strong()).toString())
        .contains("Delivered", "TLS_AES_128_GCM_SHA256");
  }

  @Test
  void deliver_128BitsUnderAFloorOf256AndEncryptionIsAMust_waits() throws Exception {
    Outcome outcome =
        deliver(
            "TLS_AES_128_GCM_SHA256", Rig.ANY, strong().destination(Level.ENCRYPT, "example.org"));

    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
    assertThat(outcome.toString()).contains("4.7.5");
  }

  @Test
  void deliver_128BitsUnderAFloorOf256_isNoProtection() throws Exception {
    assertThat(deliver("TLS_AES_128_GCM_SHA256", Rig.TLS, strong()))
        .isInstanceOf(Outcome.Unprotectable.class);
    assertThat(deliver("TLS_AES_256_GCM_SHA384", Rig.TLS, strong()))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(deliver("TLS_AES_128_GCM_SHA256", Rig.TLS, options()))
        .isInstanceOf(Outcome.Delivered.class);
  }
}
