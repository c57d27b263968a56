package io.postern.outbound.testing;

import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Postfix with directories of its own as the next hop: it writes what it takes for
 * example.org into one maildir, a file for each recipient. It must be installed, and needs root.
 */
public final class PostfixReceiver implements AutoCloseable {
  /** One of its ports. */
  public enum Door {
    /** All that Postfix offers. */
    ALL(""),
    WITHOUT_EIGHT_BIT("-o smtpd_discard_ehlo_keywords=8bitmime,smtputf8"),
    WITHOUT_PIPELINING("-o smtpd_discard_ehlo_keywords=pipelining,chunking,dsn"),
    THREE_RECIPIENTS("-o smtpd_recipient_limit=3"),
    SMALL("-o message_size_limit=2000"),
    /** Closes with 421 after two errors. */
    STRICT("-o smtpd_hard_error_limit=2 -o smtpd_soft_error_limit=1 -o smtpd_error_sleep_time=0");

    private final String options;

    Door(String options) {
      this.options = options;
    }
  }

  private static final String POSTFIX = "/usr/sbin/postfix";

  private final Path directory;
  private final Map<Door, Integer> ports = new EnumMap<>(Door.class);

  /**
   * Starts it.
   *
   * @param directory exists; others get access to it
   */
  public PostfixReceiver(Path directory, TlsIdentity identity) throws IOException {
    this.directory = directory;
    for (Door door : Door.values()) {
      ports.put(door, freePort());
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String made : List.of("conf", "spool", "data", "mail")) {
      Files.createDirectories(directory.resolve(made));
    }
    own("data", "postfix");
    own("mail", "nobody");
    Certs.write(identity, directory.resolve("conf"));
    Files.writeString(directory.resolve("conf/main.cf"), main());
    Files.writeString(directory.resolve("conf/master.cf"), master());
    control("start");
  }

  private void own(String name, String user) throws IOException {
    Files.setOwner(
        directory.resolve(name),
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
  }

  private String main() {
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/spool
    data_directory = %1$s/data
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    mail_owner = postfix
    setgid_group = postdrop
    syslog_name = receiver
    maillog_file = %1$s/maillog
    maillog_file_prefixes = %1$s
    myhostname = mx.example.org
    mydestination =
    local_recipient_maps =
    alias_maps =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    mynetworks =
    smtpd_peername_lookup = no
    smtpd_relay_restrictions = reject_unauth_destination
    smtpd_recipient_restrictions = check_recipient_access inline:{
      {gone@example.org = 550 5.1.1 no such person},
      {later@example.org = 450 4.2.0 Greylisted},
      {full@example.org = 452 4.2.2 mailbox is full} }
    virtual_mailbox_domains = example.org
    virtual_mailbox_base = %1$s/mail
    virtual_mailbox_maps = static:all/
    virtual_uid_maps = static:65534
    virtual_gid_maps = static:65534
    smtputf8_enable = yes
    smtpd_tls_chain_files = %1$s/conf/key.pem, %1$s/conf/chain.pem
    smtpd_tls_security_level = may
    smtpd_tls_received_header = yes
    smtpd_tls_loglevel = 1
    """
        .formatted(directory);
  }

  private String master() {
    StringBuilder services = new StringBuilder();
    ports.forEach((door, port) ->
        services.append("127.0.0.1:%d inet n - n - - smtpd %s%n".formatted(port, door.options)));
    return services
        .append(
            """
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
            """)
        .toString();
  }

  public int port(Door door) {
    return ports.getOrDefault(door, 0);
  }

  /** Whole files as it wrote them, its own fields on top, in no order. */
  public List<String> mails() throws IOException {
    Path fresh = directory.resolve("mail/all/new");
    if (!Files.exists(fresh)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(fresh)) {
      return files.map(PostfixReceiver::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What its programs said so far. */
  public List<String> log() throws IOException {
    Path log = directory.resolve("maillog");
    return Files.exists(log) ? text(log).lines().toList() : List.of();
  }

  @Override
  public void close() throws IOException {
    control("stop");
  }

  private void control(String command) throws IOException {
    Path output = directory.resolve(command + ".out");
    Process process =
        new ProcessBuilder(POSTFIX, "-c", directory.resolve("conf").toString(), command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!ended(process) || process.exitValue() != 0) {
      throw new IOException(
          "postfix %s failed (it needs root): %s"
              .formatted(command.toLowerCase(Locale.ROOT), Files.readString(output)));
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
