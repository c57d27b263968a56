package io.postern.bench;

import io.postern.packaging.demo.DemoIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Postfix with directories of its own, everything set in its favour: enough processes, no flow
 * control, no look-ups. What it takes goes into its incoming queue, synced, and stays on hold.
 */
final class PostfixServer implements AcceptPeer {
  private static final double TICKS_PER_SECOND = 100;
  private static final Path PROGRAMS = Path.of("/usr/sbin");

  private final Path work;
  private final AcceptPorts ports;
  private final long master;

  private PostfixServer(Path work, AcceptPorts ports, long master) {
    this.work = work;
    this.ports = ports;
    this.master = master;
  }

  /** True where it is installed; it also wants to be started by root. */
  static boolean isInstalled() {
    return Files.isExecutable(PROGRAMS.resolve("postfix"))
        && "root".equals(System.getProperty("user.name"));
  }

  /** Starts it; its files lie below the directory, which others must be able to enter. */
  static PostfixServer start(Path work, DemoIdentity identity)
      throws IOException, InterruptedException {
    AcceptPorts ports = AcceptPorts.free();
    for (String name : List.of("conf", "spool", "data")) {
      Files.createDirectories(work.resolve(name));
    }
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
    run("chown", "postfix", work.resolve("data").toString());
    identity.write(work.resolve("conf/server.pem"), work.resolve("conf/server.key"));
    Files.writeString(work.resolve("conf/main.cf"), main(work));
    Files.writeString(work.resolve("conf/master.cf"), master(ports));
    postfix(work, "start");
    Ports.await(ports.plain());
    String pid = Files.readString(work.resolve("spool/pid/master.pid"), StandardCharsets.US_ASCII);
    return new PostfixServer(work, ports, Long.parseLong(pid.strip()));
  }

  private static String main(Path work) {
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/spool
    data_directory = %1$s/data
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    mail_owner = postfix
    setgid_group = postdrop
    syslog_name = bench-postfix
    maillog_file = %1$s/maillog
    maillog_file_prefixes = %1$s
    myhostname = peer.example.test
    mydestination =
    local_recipient_maps =
    alias_maps =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    mynetworks = 127.0.0.0/8
    smtpd_relay_restrictions = permit_mynetworks, reject
    smtpd_data_restrictions = check_client_access static:hold
    smtpd_peername_lookup = no
    smtpd_client_connection_count_limit = 0
    smtp_dns_support_level = disabled
    default_process_limit = 250
    in_flow_delay = 0
    message_size_limit = 104857600
    smtpd_tls_chain_files = %1$s/conf/server.key, %1$s/conf/server.pem
    smtpd_tls_security_level = may
    smtpd_tls_mandatory_protocols = >=TLSv1.2
    smtpd_tls_protocols = >=TLSv1.2
    """
        .formatted(work);
  }

  private static String master(AcceptPorts ports) {
    return """
    127.0.0.1:%d inet n - n - - smtpd
      -o smtpd_tls_security_level=none
    127.0.0.1:%d inet n - n - - smtpd
    127.0.0.1:%d inet n - n - - smtpd
      -o smtpd_tls_wrappermode=yes
    pickup unix n - n 60 1 pickup
    cleanup unix n - n - 0 cleanup
    qmgr unix n - n 300 1 qmgr
    tlsmgr unix - - n 1000? 1 tlsmgr
    rewrite unix - - n - - trivial-rewrite
    bounce unix - - n - 0 bounce
    defer unix - - n - 0 bounce
    trace unix - - n - 0 bounce
    error unix - - n - - error
    retry unix - - n - - error
    proxymap unix - - n - - proxymap
    smtp unix - - n - - smtp
    anvil unix - - n - 1 anvil
    postlog unix-dgram n - n - 1 postlogd
    """
        .formatted(ports.plain(), ports.starttls(), ports.implicit());
  }

  @Override
  public String name() {
    return "postfix";
  }

  @Override
  public AcceptPorts ports() {
    return ports;
  }

  /** The master with its ended children, and those that run. */
  @Override
  public double cpuSeconds() throws IOException {
    long ticks = 0;
    try (Stream<ProcessHandle> all = ProcessHandle.of(master).orElseThrow().children()) {
      for (ProcessHandle child : all.toList()) {
        ticks += ticks(child.pid(), 2);
      }
    }
    return (ticks + ticks(master, 4)) / TICKS_PER_SECOND;
  }

  /** utime, stime and, where four are wanted, cutime and cstime (proc(5)); 0 where it has ended. */
  private static long ticks(long pid, int fields) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Arrays.stream(afterName, 11, 11 + fields).mapToLong(Long::parseLong).sum();
    } catch (IOException e) {
      return 0; // its time is the master's now
    }
  }

  @Override
  public void clear() throws IOException, InterruptedException {
    run(PROGRAMS.resolve("postsuper").toString(), "-c", conf(work), "-d", "ALL", "hold");
  }

  @Override
  public void close() throws IOException {
    try {
      postfix(work, "stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void postfix(Path work, String command) throws IOException, InterruptedException {
    run(PROGRAMS.resolve("postfix").toString(), "-c", conf(work), command);
  }

  private static String conf(Path work) {
    return work.resolve("conf").toString();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }
}
