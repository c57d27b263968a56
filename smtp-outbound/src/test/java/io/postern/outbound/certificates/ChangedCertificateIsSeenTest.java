package io.postern.outbound.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Outcome;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.ResumingServer;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A session that was good once proves nothing later: where a host has another certificate by now,
 * it is judged by that, though the host would resume the old session (Netty 14378).
 */
class ChangedCertificateIsSeenTest {
  private static final Certs CA = new Certs("root");
  private static final String HOST = "mx.example.org";
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 " + HOST).a(HOST, "127.0.0.1");

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void deliver_certificateChangesBetweenConnections_secondMessageNotSent(TlsEngine engine)
      throws Exception {
    try (ResumingServer server = new ResumingServer(CA.good(HOST), directory);
        Rig rig = new Rig(DNS, Options.of(server.port(), CA.root()).engine(engine))) {
      assertThat(rig.deliver(Rig.TLS, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
      server.show(Certs.selfSigned(HOST));
      assertThat(rig.deliver(Rig.TLS, "b@example.org").getFirst())
          .isInstanceOf(Outcome.Unprotectable.class);
      assertThat(server.said())
          .contains("heard RCPT TO:<a@example.org>")
          .doesNotContain("heard RCPT TO:<b@example.org>", "resumed");
    }
  }

  /** Without this the scenario could not fail: who asks for the old session gets it. */
  @Test
  void control_clientThatResumes_isNotShownTheNewCertificate() throws Exception {
    try (ResumingServer server = new ResumingServer(CA.good(HOST), directory)) {
      client(server, "-sess_out", "session");
      server.show(Certs.selfSigned(HOST));
      client(server, "-sess_in", "session");
      await().untilAsserted(() -> assertThat(server.said()).contains("new", "resumed"));
    }
  }

  private void client(ResumingServer server, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_client", "-tls1_2", "-starttls", "smtp", "-connect"));
    command.add("127.0.0.1:" + server.port());
    command.addAll(List.of(more));
    Process openssl =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("client").toFile())
            .start();
    openssl.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
    openssl.getOutputStream().close();
    openssl.waitFor();
  }
}
