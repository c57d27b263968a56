package io.postern.inbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A real Postfix with directories of its own, which relays everything to one port. */
final class PostfixRelay implements RealRelay {
  private static final String POSTFIX = "/usr/sbin/postfix";

  private final Path directory;
  private final int port;

  /**
   * @param directory empty, readable for everybody on the way to it
   * @param security as in {@code smtp_tls_security_level}: none, may, encrypt
   */
  PostfixRelay(Path directory, int nextHop, String security) throws IOException {
    this.directory = directory;
    this.port = RealRelay.freePort();
    for (String made : new String[] {"conf", "spool", "data"}) {
      Files.createDirectories(directory.resolve(made));
    }
    Files.setOwner(
        directory.resolve("data"),
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
    Files.writeString(directory.resolve("conf/main.cf"), main(nextHop, security));
    Files.writeString(directory.resolve("conf/master.cf"), master());
    control("start");
  }

  private String main(int nextHop, String security) {
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/spool
    data_directory = %1$s/data
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    mail_owner = postfix
    setgid_group = postdrop
    syslog_name = upstream-postfix
    maillog_file = %1$s/maillog
    maillog_file_prefixes = %1$s
    myhostname = upstream.example.org
    mydestination =
    local_recipient_maps =
    alias_maps =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    mynetworks = 127.0.0.0/8
    smtpd_relay_restrictions = permit_mynetworks, reject
    relayhost = [127.0.0.1]:%2$d
    smtp_dns_support_level = disabled
    smtp_host_lookup = native
    smtp_tls_security_level = %3$s
    minimal_backoff_time = 1s
    queue_run_delay = 1s
    """
        .formatted(directory, nextHop, security);
  }

  private String master() {
    StringBuilder services =
        new StringBuilder("127.0.0.1:%d inet n - n - - smtpd%n".formatted(port));
    services.append(
        """
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        """);
    return services.toString();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String log() throws IOException {
    Path log = directory.resolve("maillog");
    return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "(no log)";
  }

  @Override
  public void close() throws IOException {
    control("stop");
  }

  private void control(String command) throws IOException {
    Process process =
        new ProcessBuilder(POSTFIX, "-c", directory.resolve("conf").toString(), command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(command + ".out").toFile())
            .start();
    if (!ended(process) || process.exitValue() != 0) {
      throw new IOException(
          "postfix %s failed (it needs root): %s"
              .formatted(
                  command.toLowerCase(Locale.ROOT),
                  Files.readString(directory.resolve(command + ".out"))));
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
