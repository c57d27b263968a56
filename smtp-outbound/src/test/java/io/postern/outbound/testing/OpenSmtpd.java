package io.postern.outbound.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * OpenSMTPD as a receiver. Its queue and its control socket lie where it was compiled to have them,
 * so it gets a mount namespace in which these places are its own, and the one program that it looks
 * for elsewhere. TLS is taken off before it, because the version of Debian 12, 6.8.0p2, cannot do
 * TLS as a server with OpenSSL 3 (OpenSMTPD 1171, 1239).
 */
final class OpenSmtpd implements RealServer {
  /** As {@code bin/test} unpacks it: installed, it would take the place of Postfix. */
  private static final Path UNPACKED =
      Path.of(System.getProperty("user.home"), ".cache/postern/opensmtpd/usr/sbin");

  private final Path directory;
  private final int port = RealServer.freePort();
  private final Process daemon;
  private final TlsFront front;

  /**
   * @param directory empty, readable for everybody on the way to it
   */
  OpenSmtpd(Path directory, TlsIdentity identity) throws IOException {
    this.directory = directory;
    Files.createDirectories(mailbox());
    Files.setPosixFilePermissions(mailbox(), PosixFilePermissions.fromString("rwxrwxrwx"));
    Path configuration = Files.writeString(directory.resolve("smtpd.conf"), configuration());
    String own =
        "mount -t tmpfs -o mode=711 spool /var/spool/smtpd"
            + " && mount -t tmpfs -o mode=755 run /run"
            + " && mount --bind \"$2\" /usr/libexec";
    daemon =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                own + " && exec \"$0\" -d -T smtp -f \"$1\"",
                program().toString(),
                configuration.toString(),
                program().resolve("../../libexec").normalize().toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(daemon.isAlive()).as("OpenSMTPD runs (it needs root): %s", log()).isTrue();
          assertThat(RealServer.listens(port)).isTrue();
        });
    front = new TlsFront(identity, port);
  }

  private static Path program() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")).map(Path::of), Stream.of(UNPACKED))
        .map(directory -> directory.resolve("smtpd"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no smtpd; bin/test gets it, into " + UNPACKED));
  }

  private String configuration() {
    return """
    table known { "%4$s@%3$s" = nobody }
    listen on 127.0.0.1 port %5$d hostname "%2$s"
    action "keep" mda "cat > $(mktemp -p %1$s/mail)" virtual <known>
    match from any for domain "%3$s" action "keep"
    """
        .formatted(directory, HOST, DOMAIN, KNOWN, port);
  }

  @Override
  public int port() {
    return front.port();
  }

  @Override
  public Path mailbox() {
    return directory.resolve("mail");
  }

  @Override
  public String log() throws IOException {
    return Files.readString(directory.resolve("out"), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    front.close();
    daemon.destroy();
    try {
      if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    } catch (InterruptedException e) {
      daemon.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
