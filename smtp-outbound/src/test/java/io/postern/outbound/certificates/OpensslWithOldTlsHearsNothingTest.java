package io.postern.outbound.certificates;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.OpenSsl;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host that has only TLS 1.0 or 1.1 gets no protected mail, however good its certificate is. */
class OpensslWithOldTlsHearsNothingTest {
  private static final Certs CA = new Certs("root");
  private static final String HOST = "mx.example.org";
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 " + HOST).a(HOST, "127.0.0.1");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"-tls1, NATIVE", "-tls1, JDK", "-tls1_1, NATIVE", "-tls1_1, JDK"})
  void deliver_protectedMail_nothingSent(String version, TlsEngine engine) throws Exception {
    try (OpenSsl receiver = new OpenSsl(CA.good(HOST), version, directory);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()).engine(engine))) {
      assertThat(rig.deliver(Rig.TLS, "jane@example.org").getFirst().toString())
          .contains("Unprotectable", "TLS handshake failed");
      assertThat(receiver.heard()).isEmpty();
      assertThat(receiver.wire()).doesNotContain("MAIL").doesNotContain(CANARY);
    }
  }
}
