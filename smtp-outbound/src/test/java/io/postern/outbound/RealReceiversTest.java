package io.postern.outbound;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Outcome;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsProof;
import io.postern.core.model.TlsVersion;
import io.postern.core.testing.Certs;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.OpenSsl;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL's and Postfix's own programs as receivers; both must be installed. */
class RealReceiversTest {
  private static final Certs CA = new Certs("root");
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");

  @TempDir Path directory;

  @Test
  void openssl_goodCertificate_takesIt() throws Exception {
    for (String version : List.of("-tls1_2", "-tls1_3")) {
      try (OpenSsl receiver = new OpenSsl(CA.good("mx.example.org"), version, directory);
          Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
        Thread.ofVirtual().start(receiver::takeOne);

        Outcome outcome = rig.deliver(Rig.TLS, "jane@example.org").getFirst();

        assertThat(outcome.toString()).contains("Delivered", "taken by openssl");
        assertThat(receiver.heard()).contains(CANARY);
      }
    }
  }

  @Test
  void openssl_expiredCertificate_hearsNothing() throws Exception {
    try (OpenSsl receiver = new OpenSsl(CA.expired("mx.example.org"), "-tls1_3", directory);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      Outcome outcome = rig.deliver(Rig.TLS, "jane@example.org").getFirst();

      TlsProof proof = ((Outcome.Unprotectable) outcome).tls().orElseThrow();
      assertThat(proof.check()).contains("expired");
      assertThat(receiver.heard()).isEmpty();
    }
  }

  @Test
  void openssl_certificateNotAccepted_hearsAnAlert() throws Exception {
    Map<TlsEngine, String> alerts =
        Map.of(TlsEngine.NATIVE, "bad certificate", TlsEngine.JDK, "certificate unknown");
    for (TlsEngine engine : TlsEngine.values()) {
      try (OpenSsl receiver = new OpenSsl(CA.good("else.example"), "-tls1_3", directory);
          Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()).engine(engine))) {
        assertThat(rig.deliver(Rig.TLS, "jane@example.org").getFirst())
            .isInstanceOf(Outcome.Unprotectable.class);
        await()
            .untilAsserted(
                () -> assertThat(receiver.said()).containsIgnoringCase(alerts.get(engine)));
        assertThat(receiver.heard()).isEmpty();
      }
    }
  }

  @Test
  void openssl_olderThanTheMinimum_hearsNothingOfTheMessage() throws Exception {
    Protection newest =
        new Protection.VerifiedTls(TlsFloor.VERIFIED, TlsVersion.TLS_1_3, List.of());
    try (OpenSsl receiver = new OpenSsl(CA.good("mx.example.org"), "-tls1_2", directory);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      assertThat(rig.deliver(newest, "jane@example.org").getFirst().toString())
          .contains("Unprotectable", "the session is older than TLSv1.3");
      assertThat(receiver.heard()).doesNotContain("MAIL");
    }
  }

  @Test
  void openssl_onlyTls11_handshakeFailsAndNothingSent() throws Exception {
    try (OpenSsl receiver = new OpenSsl(CA.good("mx.example.org"), "-tls1_1", directory);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      Outcome outcome = rig.deliver(Rig.TLS, "jane@example.org").getFirst();

      assertThat(outcome.toString()).contains("Unprotectable", "TLS handshake failed");
      assertThat(receiver.heard()).isEmpty();
    }
  }

  @Test
  void smtpSink_opportunistic_takesIt() throws Exception {
    int port = freePort();
    Process sink = sink(port);
    try (Rig rig = new Rig(DNS, Options.of(port))) {
      awaitPort(port);
      assertThat(rig.deliver(Rig.ANY, "a@example.org", "b@example.org"))
          .hasSize(2)
          .allMatch(Outcome.Delivered.class::isInstance);
      await().until(() -> dumped().contains(CANARY));
    } finally {
      stop(sink);
    }
  }

  @Test
  void smtpSink_verifiedTls_getsNothing() throws Exception {
    int port = freePort();
    Process sink = sink(port);
    try (Rig rig = new Rig(DNS, Options.of(port, CA.root()))) {
      awaitPort(port);
      assertThat(rig.deliver(Rig.TLS, "a@example.org").getFirst())
          .isInstanceOf(Outcome.Unprotectable.class);
      assertThat(dumped()).doesNotContain(CANARY);
    } finally {
      stop(sink);
    }
  }

  private Process sink(int port) throws IOException {
    return start(
        "/usr/sbin/smtp-sink",
        "-u",
        "root",
        "-d",
        directory.resolve("dump.").toString(),
        "127.0.0.1:" + port,
        "10");
  }

  private Process start(String... command) throws IOException {
    return new ProcessBuilder(List.of(command))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private String dumped() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("dump")).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  private void awaitPort(int port) {
    await()
        .ignoreExceptions()
        .until(() -> {
          new java.net.Socket(InetAddress.ofLiteral("127.0.0.1"), port).close();
          return true;
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
