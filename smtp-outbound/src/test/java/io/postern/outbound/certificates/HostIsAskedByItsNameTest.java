package io.postern.outbound.certificates;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Outcome;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.OpenSsl;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A host of many tenants shows the right certificate only to who asks for its name (RFC 6066 3,
 * chatmail 523, Internet.nl 291).
 */
class HostIsAskedByItsNameTest {
  private static final Certs CA = new Certs("root");
  private static final String HOST = "mx.example.org";
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 " + HOST).a(HOST, "127.0.0.1");

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void deliver_certificateDependsOnTheName_delivered(TlsEngine engine) throws Exception {
    try (OpenSsl receiver =
            OpenSsl.named(HOST, CA.good(HOST), CA.good("tenant.example"), directory);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()).engine(engine))) {
      Thread.ofVirtual().start(receiver::takeOne);
      assertThat(rig.deliver(Rig.TLS, "jane@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(receiver.heard()).contains(CANARY);
    }
  }
}
