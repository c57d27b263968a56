package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a file stops the start, names its place, and no port is ever open. */
@Timeout(60)
class BadConfigurationTest {
  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown key   | postern.yaml          | queue: {   | queue: {colour: red, | colour",
        "duplicate key | postern.yaml          | logging:   | queue: {}\\nlogging: | queue",
        "wrong type    | postern.yaml          | jitter: 0  | jitter: often | jitter",
        "out of range  | postern.yaml          | jitter: 0  | jitter: 2     | jitter",
        "not YAML      | postern.yaml          | logging: { | logging: }    | postern.yaml",
        "bad rule      | policies/10-test.yaml | deliver:   | dispatch:     | dispatch",
        "bad verdict   | policies/10-test.yaml | [phi,      | [fie,         | fie",
      })
  void run_mistakeInAFile_endsWithItsPlaceBeforeAnyPortOpens(
      String name, String file, String right, String wrong, String named) throws Exception {
    int port = freePort();
    try (Journey journey = new Journey(directory.resolve("home"))) {
      journey.section(
          "listeners",
          "[{name: in, address: '127.0.0.1:%d', tls: none, require_tls: false}]".formatted(port));
      journey.write();
      spoil(journey.home().resolve(file), right, wrong.replace("\\n", "\n"));
      Path log = directory.resolve("log");
      Process child = ChildGateway.command(journey.home()).redirectError(log.toFile()).start();
      assertThat(wasOpen(child, port)).as("port open").isFalse();
      assertThat(child.exitValue()).as(Files.readString(log)).isEqualTo(2);
      assertThat(Files.readString(log))
          .containsPattern(Path.of(file).getFileName() + ":[0-9]+:[0-9]+")
          .contains(named)
          .doesNotContain("Exception")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void run_homeThatIsNotThere_endsWithOneLine() throws Exception {
    Path log = directory.resolve("log");
    Path home = directory.resolve("none");
    Process child = ChildGateway.command(home).redirectError(log.toFile()).start();
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
    assertThat(child.exitValue()).isEqualTo(2);
    assertThat(Files.readString(log).lines()).singleElement().asString().contains("no such file");
    assertThat(home).doesNotExist();
  }

  private static void spoil(Path file, String right, String wrong) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(right);
    Files.writeString(file, text.replace(right, wrong));
  }

  /** Knocks until the process ends. */
  private static boolean wasOpen(Process child, int port) throws InterruptedException {
    boolean open = false;
    while (!child.waitFor(5, TimeUnit.MILLISECONDS)) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
        open = true;
      } catch (IOException e) {
        // closed, as it must be
      }
    }
    return open;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
