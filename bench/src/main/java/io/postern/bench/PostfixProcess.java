package io.postern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Postfix with directories of its own, observed through {@code /proc}. */
final class PostfixProcess implements AutoCloseable {
  private static final double TICKS_PER_SECOND = 100;
  private static final Path PROGRAMS = Path.of("/usr/sbin");
  private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

  private final Path work;
  private final long master;

  private PostfixProcess(Path work, long master) {
    this.work = work;
    this.master = master;
  }

  /** True where it is installed; it also wants to be started by root. */
  static boolean isInstalled() {
    return Files.isExecutable(PROGRAMS.resolve("postfix"))
        && "root".equals(System.getProperty("user.name"));
  }

  /** The settings that every instance needs to live below its directory. */
  static String own(Path work) {
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
    smtpd_peername_lookup = no
    smtpd_client_connection_count_limit = 0
    smtp_dns_support_level = disabled
    default_process_limit = 250
    in_flow_delay = 0
    message_size_limit = 104857600
    """
        .formatted(work);
  }

  /** The services besides {@code smtpd}. */
  static String services() {
    return """
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
    scache unix - - n - 1 scache
    tlsproxy unix - - n - 0 tlsproxy
    postlog unix-dgram n - n - 1 postlogd
    """;
  }

  /** Makes its directories; others may enter them. */
  static void prepare(Path work) throws IOException, InterruptedException {
    for (String name : List.of("conf", "spool", "data")) {
      Files.createDirectories(work.resolve(name));
    }
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
    run("chown", "postfix", work.resolve("data").toString());
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param work prepared
   */
  static PostfixProcess start(Path work, String main, String master, int port)
      throws IOException, InterruptedException {
    Files.writeString(work.resolve("conf/main.cf"), main);
    Files.writeString(work.resolve("conf/master.cf"), master);
    control(work, "start");
    Ports.await(port);
    String pid = Files.readString(work.resolve("spool/pid/master.pid"), StandardCharsets.US_ASCII);
    return new PostfixProcess(work, Long.parseLong(pid.strip()));
  }

  /** The master with its ended children, and those that run. */
  double cpuSeconds() throws IOException {
    long ticks = 0;
    for (ProcessHandle child : children()) {
      ticks += ticks(child.pid(), 2);
    }
    return (ticks + ticks(master, 4)) / TICKS_PER_SECOND;
  }

  /** Proportional set size of all its processes in MB. */
  long pssMegabytes() {
    long kilobytes = pss(master);
    for (ProcessHandle child : children()) {
      kilobytes += pss(child.pid());
    }
    return kilobytes / 1024;
  }

  private List<ProcessHandle> children() {
    try (Stream<ProcessHandle> all = ProcessHandle.of(master).orElseThrow().children()) {
      return all.toList();
    }
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

  private static long pss(long pid) {
    try {
      Matcher pss =
          PSS.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
      return pss.find() ? Long.parseLong(pss.group(1)) : 0;
    } catch (IOException e) {
      return 0; // it has ended
    }
  }

  /** Forgets what is on hold. */
  void dropHeld() throws IOException, InterruptedException {
    run(PROGRAMS.resolve("postsuper").toString(), "-c", conf(work), "-d", "ALL", "hold");
  }

  @Override
  public void close() throws IOException {
    try {
      control(work, "stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void control(Path work, String command) throws IOException, InterruptedException {
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
