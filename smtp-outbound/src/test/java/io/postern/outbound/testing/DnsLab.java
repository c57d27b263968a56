package io.postern.outbound.testing;

import io.postern.config.HostPort;
import io.postern.config.settings.DnsSettings;
import io.postern.outbound.route.DnsResolver;
import io.postern.outbound.route.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A DNS of its own, really signed: unbound serves a signed root with a signed zone {@code lab.}, an
 * unsigned zone {@code plain.} and a zone {@code forged.} whose keys are not those that the root
 * vouches for, and validates it. One for all tests of a JVM; every test uses names of its own.
 */
public final class DnsLab {
  /** The name that no honest validation lets through. */
  public static final String FORGED = "www.forged";

  private static final String HEAD =
      """
      $ORIGIN %1$s
      $TTL 60
      @ IN SOA ns.%1$s x.%1$s 1 3600 600 86400 60
      @ IN NS ns.%1$s
      ns IN A 127.0.0.1
      """;

  private static final DnsLab SHARED = new DnsLab();

  private final Path directory;
  private final int port;
  private final String rootKey;
  private final String labKey;
  private final List<String> lab = new ArrayList<>();
  private final List<String> plain = new ArrayList<>();
  private final List<String> spoiled = new ArrayList<>();

  private DnsLab() {
    try {
      directory = Files.createTempDirectory("dnslab");
      port = freePort();
      rootKey = key(".");
      labKey = key("lab.");
      writeZones();
      start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static DnsLab shared() {
    return SHARED;
  }

  /** Adds records to {@code lab.}, each a line of a zone file with an absolute owner. */
  public synchronized void publish(List<String> records) {
    lab.addAll(records);
    reloadSigned();
  }

  /** Takes all records away whose line begins so, and adds others. */
  public synchronized void replace(String beginning, List<String> records) {
    lab.removeIf(r -> r.startsWith(beginning));
    publish(records);
  }

  /** Adds records to {@code plain.}. */
  public synchronized void publishUnsigned(List<String> records) {
    plain.addAll(records);
    reloadUnsigned();
  }

  /** The same in {@code plain.}, with one record. */
  public synchronized void replaceUnsigned(String beginning, String record) {
    plain.removeIf(r -> r.startsWith(beginning));
    publishUnsigned(List.of(record));
  }

  /** Makes the signature of these records in {@code lab.} a wrong one. */
  public synchronized void spoil(String owner, String type) {
    spoiled.add(owner + ". .*RRSIG " + type + " .*");
    reloadSigned();
  }

  /** A resolver without memory that validates by itself or believes unbound. */
  public DnsResolver resolver(DnsSettings.Dnssec mode) {
    return resolver(mode, InstantSource.system());
  }

  public DnsResolver resolver(DnsSettings.Dnssec mode, InstantSource clock) {
    return resolver(mode, clock, port, Duration.ofSeconds(5));
  }

  /** The same through a liar, with less patience. */
  public DnsResolver resolver(DnsSettings.Dnssec mode, LyingDns liar) {
    return resolver(mode, InstantSource.system(), liar.port(), Duration.ofSeconds(1));
  }

  private DnsResolver resolver(
      DnsSettings.Dnssec mode, InstantSource clock, int asked, Duration timeout) {
    try {
      return new DnsResolver(
          List.of(new HostPort("127.0.0.1", asked)),
          timeout,
          Duration.ZERO,
          new Signatures(mode, List.of(directory.resolve("anchor")), ".", FORGED),
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** The trust anchor of this root, in zone format. */
  public Path anchor() {
    return directory.resolve("anchor");
  }

  private String key(String zone) throws IOException {
    return run("ldns-keygen", "-k", "-a", "ECDSAP256SHA256", zone).strip();
  }

  private void writeZones() throws IOException {
    writeLab();
    writePlain();
    write("forged.zone", HEAD.formatted("forged.") + "www IN A 127.0.0.1\n");
    sign("forged.", "forged", key("forged."));
    String delegations =
        Stream.of("lab.", "plain.", "forged.")
            .map(z -> z + " 60 IN NS ns." + z + "\nns." + z + " 60 IN A 127.0.0.1\n")
            .reduce("", String::concat);
    write(
        "root.zone",
        ". 60 IN SOA ns.root. x.root. 1 3600 600 86400 60\n. 60 IN NS ns.root.\n"
            + "ns.root. 60 IN A 127.0.0.1\n"
            + delegations
            + Files.readString(directory.resolve(labKey + ".ds"))
            + "forged. 60 IN DS 12345 13 2 "
            + "ab".repeat(32)
            + "\n");
    sign(".", "root", rootKey);
    Files.copy(directory.resolve(rootKey + ".ds"), anchor());
  }

  private void writePlain() throws IOException {
    write("plain.zone", HEAD.formatted("plain.") + String.join("\n", plain) + "\n");
  }

  private void writeLab() throws IOException {
    write("lab.zone", HEAD.formatted("lab.") + String.join("\n", lab) + "\n");
    sign("lab.", "lab", labKey);
    List<String> signed = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("lab.signed"))) {
      String flat = line.replace('\t', ' ');
      signed.add(spoiled.stream().anyMatch(flat::matches) ? wrong(line) : line);
    }
    Files.write(directory.resolve("lab.signed"), signed);
  }

  /** Two characters of a signature change places with their opposite case. */
  private static String wrong(String rrsig) {
    int at = rrsig.indexOf(" lab. ") + 16;
    char other = rrsig.charAt(at) == 'A' ? 'B' : 'A';
    return rrsig.substring(0, at) + other + rrsig.substring(at + 1);
  }

  private void sign(String zone, String file, String key) throws IOException {
    run("ldns-signzone", "-o", zone, "-f", file + ".signed", file + ".zone", key);
  }

  private void reloadSigned() {
    try {
      writeLab();
      reload("lab.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reloadUnsigned() {
    try {
      writePlain();
      reload("plain.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reload(String zone) throws IOException {
    control("auth_zone_reload", zone);
    control("flush_zone", zone);
  }

  private void control(String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of("unbound-control", "-c", "unbound.conf"));
    all.addAll(List.of(command));
    run(all.toArray(String[]::new));
  }

  private void start() throws IOException {
    StringBuilder zones = new StringBuilder();
    for (String zone : List.of("root.signed", "lab.signed", "plain.zone", "forged.signed")) {
      String name = zone.substring(0, zone.indexOf('.'));
      zones.append(
          """
          auth-zone:
            name: "%s"
            zonefile: "%s"
            for-downstream: no
            for-upstream: yes
          """
              .formatted(name.equals("root") ? "." : name + ".", directory.resolve(zone)));
    }
    write(
        "unbound.conf",
        """
        server:
          interface: 127.0.0.1@%1$d
          do-daemonize: no
          chroot: ""
          username: ""
          directory: "%2$s"
          pidfile: ""
          use-syslog: no
          logfile: "%2$s/log"
          do-not-query-localhost: no
          trust-anchor-file: "%2$s/anchor"
        remote-control:
          control-enable: yes
          control-interface: %2$s/control
          control-use-cert: no
        %3$s
        """
            .formatted(port, directory, zones));
    Process unbound =
        new ProcessBuilder("unbound", "-c", directory.resolve("unbound.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(unbound::destroyForcibly));
    awaitStart(unbound);
  }

  /** Its control socket answers from the moment on in which it serves. */
  private void awaitStart(Process unbound) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (unbound.isAlive() && System.nanoTime() < end) {
      try {
        control("status");
        return;
      } catch (IOException e) {
        Thread.onSpinWait(); // not yet
      }
    }
    throw new IOException("unbound did not start: " + Files.readString(directory.resolve("log")));
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  private String run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            String.join(" ", command)
                + ": "
                + said
                + Files.readString(directory.resolve("errors")));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
