package io.postern.outbound.receivers;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.model.Outcome;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.RealServer;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Postfix's smtp-sink refuses, closes, says 421 or is slow at every step: refusals are final,
 * everything else waits, and only behind the final dot may there be a second copy.
 */
class MisbehavingServerTest {
  private static final FakeDns DNS =
      new FakeDns().mx("example.org", "10 mx.example.org").a("mx.example.org", "127.0.0.1");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "-f, CONNECT, Failed, false",
    "-f, MAIL, Failed, false",
    "-f, RCPT, Failed, false",
    "-f, DATA, Failed, false",
    "-f, ., Failed, true",
    "-r, MAIL, Deferred, false",
    "-r, RCPT, Deferred, false",
    "-r, DATA, Deferred, false",
    "-r, ., Deferred, true",
    "-q, EHLO, Deferred, false",
    "-q, MAIL, Deferred, false",
    "-q, RCPT, Deferred, false",
    "-q, DATA, Deferred, false",
    "-q, ., possible duplicate, true",
    "-Q, MAIL, Deferred, false",
    "-Q, RCPT, Deferred, false",
    "-Q, ., Deferred, true",
    "-f, EHLO, Delivered, true",
    "-W, .:3, possible duplicate, true"
  })
  void deliver_unprotectedMail_asTheReplySays(
      String how, String step, String expected, boolean content) throws Exception {
    int port = RealServer.freePort();
    Process sink = sink(port, how, step);
    try (Rig rig = new Rig(DNS, Options.of(port).reply(Duration.ofSeconds(1)))) {
      awaitListening(port);
      Outcome outcome = rig.deliver(Rig.ANY, "jane@example.org").getFirst();
      assertThat(outcome.toString()).contains(expected);
      assertThat(dumped().contains(CANARY)).isEqualTo(content);
      assertThat(rig.deliver(Rig.TLS, "john@example.org").getFirst())
          .isNotInstanceOf(Outcome.Delivered.class);
      assertThat(dumped()).doesNotContain("john@example.org");
    } finally {
      sink.destroyForcibly().waitFor();
    }
  }

  private Process sink(int port, String how, String step) throws IOException {
    return new ProcessBuilder(
            "/usr/sbin/smtp-sink",
            "-u",
            "root",
            "-d",
            directory.resolve("dump.").toString(),
            how,
            step,
            "127.0.0.1:" + port,
            "10")
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  private static void awaitListening(int port) {
    await()
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          new Socket("127.0.0.1", port).close();
          return true;
        });
  }

  private String dumped() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> dumps = files.filter(f -> f.getFileName().toString().startsWith("dump")).toList();
      for (Path file : dumps) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
