package io.postern.outbound.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Postfix as a receiver: smtpd with STARTTLS, and virtual(8) into a maildir. */
final class Postfix implements RealServer {
  private static final String POSTFIX = "/usr/sbin/postfix";

  private final Path directory;
  private final int port = RealServer.freePort();

  /**
   * @param directory empty, readable for everybody on the way to it
   */
  Postfix(Path directory, TlsIdentity identity) throws IOException {
    this.directory = directory;
    for (String made : List.of("conf", "spool", "data", "mail", "mail/inbox")) {
      Files.createDirectories(directory.resolve(made));
    }
    for (String part : List.of("cur", "new", "tmp")) {
      Files.createDirectories(directory.resolve("mail/inbox").resolve(part));
      own("mail/inbox/" + part);
    }
    own("data");
    own("mail/inbox");
    Certs.write(identity, directory.resolve("conf"));
    Files.writeString(directory.resolve("conf/main.cf"), main());
    Files.writeString(directory.resolve("conf/master.cf"), master());
    control("start");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(RealServer.listens(port)).as(log()).isTrue());
  }

  private void own(String name) throws IOException {
    Files.setOwner(
        directory.resolve(name),
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
  }

  private String main() throws IOException {
    Object uid = Files.getAttribute(directory.resolve("data"), "unix:uid");
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/spool
    data_directory = %1$s/data
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    mail_owner = postfix
    setgid_group = postdrop
    syslog_name = receiving-postfix
    maillog_file = %1$s/maillog
    maillog_file_prefixes = %1$s
    myhostname = %2$s
    mydestination =
    local_recipient_maps =
    alias_maps =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    mynetworks =
    smtpd_relay_restrictions = reject_unauth_destination
    smtpd_tls_security_level = may
    smtpd_tls_chain_files = %1$s/conf/key.pem, %1$s/conf/chain.pem
    smtpd_tls_loglevel = 1
    smtp_dns_support_level = disabled
    virtual_mailbox_domains = %3$s
    virtual_mailbox_maps = inline:{ %4$s@%3$s=inbox/ }
    virtual_mailbox_base = %1$s/mail
    virtual_minimum_uid = 1
    virtual_uid_maps = static:%5$s
    virtual_gid_maps = static:%5$s
    """
        .formatted(directory, HOST, DOMAIN, KNOWN, uid);
  }

  private String master() {
    return """
    127.0.0.1:%d inet n - n - - smtpd
    cleanup unix n - n - 0 cleanup
    qmgr unix n - n 300 1 qmgr
    tlsmgr unix - - n 1000? 1 tlsmgr
    rewrite unix - - n - - trivial-rewrite
    bounce unix - - n - 0 bounce
    defer unix - - n - 0 bounce
    trace unix - - n - 0 bounce
    proxymap unix - - n - - proxymap
    virtual unix - n n - - virtual
    error unix - - n - - error
    retry unix - - n - - error
    anvil unix - - n - 1 anvil
    postlog unix-dgram n - n - 1 postlogd
    """
        .formatted(port);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Path mailbox() {
    return directory.resolve("mail/inbox/new");
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
    Path out = directory.resolve(command + ".out");
    Process process =
        new ProcessBuilder(POSTFIX, "-c", directory.resolve("conf").toString(), command)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!ended(process) || process.exitValue() != 0) {
      throw new IOException(
          "postfix " + command + " failed (it needs root): " + Files.readString(out));
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
