package io.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Exim with directories of its own, which sends by BDAT where it is offered CHUNKING. */
final class EximRelay implements RealRelay {
  /** As {@code bin/test} unpacks it: installed, it would take the place of Postfix. */
  private static final Path UNPACKED =
      Path.of(System.getProperty("user.home"), ".cache/postern/exim4/usr/sbin");

  private static final String USER = "Debian-exim";

  private final Path directory;
  private final int port;
  private final Process daemon;

  /**
   * @param directory empty, readable for everybody on the way to it
   * @param tls whether it must use STARTTLS, or must not
   */
  EximRelay(Path directory, int nextHop, boolean tls) throws IOException {
    this.directory = directory;
    this.port = RealRelay.freePort();
    for (String made : new String[] {"spool", "log"}) {
      Path its = Files.createDirectories(directory.resolve(made));
      Files.setOwner(
          its,
          directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
    }
    Path exim = exim();
    Path configuration = directory.resolve("exim.conf");
    Files.writeString(configuration, configuration(exim, nextHop, tls));
    daemon =
        new ProcessBuilder(exim.toString(), "-C", configuration.toString(), "-bdf", "-q1s")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("exim.out").toFile())
            .start();
    await().atMost(Duration.ofSeconds(20)).untilAsserted(this::assertListens);
  }

  private static Path exim() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")).map(Path::of), Stream.of(UNPACKED))
        .map(directory -> directory.resolve("exim4"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no exim4; bin/test gets it, into " + UNPACKED));
  }

  private String configuration(Path exim, int nextHop, boolean tls) {
    return """
    exim_path = %1$s
    spool_directory = %2$s/spool
    log_file_path = %2$s/log/%%slog
    pid_file_path = %2$s/spool/exim.pid
    keep_environment =
    primary_hostname = upstream.example.org
    local_interfaces = 127.0.0.1
    daemon_smtp_ports = %3$d
    tls_advertise_hosts =
    deliver_drop_privilege = true
    acl_smtp_rcpt = accept
    acl_smtp_data = accept
    begin routers
    next:
      driver = manualroute
      route_list = * 127.0.0.1
      self = send
      transport = next
    begin transports
    next:
      driver = smtp
      port = %4$d
      allow_localhost
      hosts_try_chunking = *
      %5$s = *
      tls_verify_hosts =
      tls_try_verify_hosts =
    begin retry
    * * F,1h,1s
    """
        .formatted(exim, directory, port, nextHop, tls ? "hosts_require_tls" : "hosts_avoid_tls");
  }

  private void assertListens() throws IOException {
    assertThat(daemon.isAlive())
        .as("Exim runs (it needs root and the user %s): %s", USER, log())
        .isTrue();
    new Socket(InetAddress.getLoopbackAddress(), port).close();
  }

  @Override
  public int port() {
    return port;
  }

  /** Its deliveries: {@code K} stands for content sent by BDAT, {@code X=} for TLS. */
  @Override
  public String log() throws IOException {
    return read("exim.out") + read("log/mainlog") + read("log/paniclog");
  }

  private String read(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
  }

  @Override
  public void close() throws IOException {
    daemon.destroy();
    try {
      if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    } catch (InterruptedException e) {
      daemon.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
