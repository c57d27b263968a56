package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.model.MessageId;
import io.postern.packaging.Gateway;
import io.postern.packaging.Stores;
import io.postern.packaging.Wiring;
import io.postern.packaging.demo.DemoAuthority;
import io.postern.packaging.demo.DemoDns;
import io.postern.packaging.demo.DemoHome;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What surrounds a gateway under test: receiving servers on loopback addresses of their own, a name
 * server that knows them, an authority, and a home. The gateway runs here or in a process of its
 * own.
 */
final class Journey implements AutoCloseable {
  /** Everything that is not PHI goes by TLS where offered; nothing else matches. */
  static final String PASS_EVERYTHING =
      """
      rules:
        - name: pass
          when: {verdict: [phi, unscannable, none, identifier_only, health_only, already_protected]}
          deliver: opportunistic
      """;

  private static final Pattern ID = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");
  private static final int BIND_TRIES = 20;

  private final DemoAuthority authority = DemoAuthority.create(InstantSource.system());
  private final Path home;
  private final Map<String, String> sections = new LinkedHashMap<>();
  private final List<Remote> remotes = new ArrayList<>();
  private String policy = PASS_EVERYTHING;
  private Optional<DemoDns> dns = Optional.empty();
  private Optional<Gateway> gateway = Optional.empty();

  /**
   * @param home does not exist yet
   */
  Journey(Path home) throws IOException {
    this.home = Files.createDirectories(home);
    DemoHome.rootKey(Files.createDirectories(home.resolve("keys")).resolve("root.key"));
    section("server", "{hostname: gateway.clinic.example, stop_timeout: 20s}");
    section("listeners", "[{name: in, address: '127.0.0.1:0', tls: none, require_tls: false}]");
    section("upstreams", "[{name: clinic, networks: [127.0.0.0/8]}]");
    section("sealing", "{key_file: keys/root.key}");
    section("queue", "{retry: [200ms], jitter: 0}");
    section("storage", "{minimum_free: 0}");
    section("logging", "{level: info}");
  }

  DemoAuthority authority() {
    return authority;
  }

  Path home() {
    return home;
  }

  Path data() {
    return home.resolve("data");
  }

  /** Replaces a section of the configuration, in YAML's flow style. */
  Journey section(String name, String text) {
    sections.put(name, text);
    return this;
  }

  Journey policy(String text) {
    policy = text;
    return this;
  }

  /** Opens the portal on a free port; its URL. */
  String portal() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String address = "127.0.0.1:" + socket.getLocalPort();
      section(
          "portal",
          "{address: '%1$s', url: 'http://%1$s', from: secure@clinic.example, organisation: Clinic}"
              .formatted(address));
      return "http://" + address;
    }
  }

  /** Starts a receiving server that shows a good certificate. */
  Remote good(String domain) throws IOException {
    return remote(domain, Conduct.secured(authority.server("mx." + domain)));
  }

  /** Starts a receiving server: all on one port, each at an address of its own. */
  Remote remote(String domain, Conduct conduct) throws IOException {
    InetAddress address = InetAddress.getByName("127.0.7." + (remotes.size() + 1));
    Remote remote =
        remotes.isEmpty() ? first(domain, address, conduct) : next(domain, address, conduct);
    remotes.add(remote);
    return remote;
  }

  private static Remote first(String domain, InetAddress address, Conduct conduct)
      throws IOException {
    return new Remote(domain, address, 0, conduct);
  }

  /** The port of the first may be taken at this address by somebody's outgoing connection. */
  private Remote next(String domain, InetAddress address, Conduct conduct) throws IOException {
    for (int i = 1; ; i++) {
      try {
        return new Remote(domain, address, remotes.getFirst().port(), conduct);
      } catch (BindException e) {
        if (i == BIND_TRIES) {
          throw e;
        }
        address = InetAddress.getByName("127.0." + (7 + i) + "." + (remotes.size() + 1));
      }
    }
  }

  List<Remote> remotes() {
    return List.copyOf(remotes);
  }

  /** Writes configuration and policy, and starts the name server. */
  Journey write() throws IOException {
    StringBuilder zones = new StringBuilder();
    for (Remote remote : remotes) {
      zones.append("%1$s. IN MX 10 mx.%1$s.\n".formatted(remote.domain()));
      zones.append("mx.%s. IN A %s\n".formatted(remote.domain(), remote.address()));
    }
    dns = Optional.of(DemoDns.start(zones.toString()));
    Files.writeString(home.resolve("authority.pem"), authority.certificatePem());
    section("dns", "{resolvers: ['" + dns.get().address() + "']}");
    sections.putIfAbsent("outbound", outbound(""));
    StringBuilder yaml = new StringBuilder();
    sections.forEach((name, text) -> yaml.append(name).append(": ").append(text).append('\n'));
    Files.writeString(home.resolve("postern.yaml"), yaml);
    Path policies = Files.createDirectories(home.resolve("policies"));
    Files.writeString(policies.resolve("10-test.yaml"), policy);
    return this;
  }

  /** The way out of this world, and more keys with a comma before them. */
  String outbound(String more) {
    int port = remotes.isEmpty() ? 25 : remotes.getFirst().port();
    return """
    {port: %d, trusted_authorities: [authority.pem], public_authorities: false,\
     private_networks: [127.0.0.0/8]%s}\
    """
        .formatted(port, more);
  }

  /** Starts the gateway in this process. */
  Gateway start() throws IOException, GeneralSecurityException {
    if (dns.isEmpty()) {
      write();
    }
    Gateway started = Wiring.start(home, settings(), InstantSource.system());
    gateway = Optional.of(started);
    return started;
  }

  /** Starts {@code postern run} in a process of its own, once its port is open. */
  ChildGateway startChild(String... options) throws IOException, InterruptedException {
    if (dns.isEmpty()) {
      write();
    }
    return ChildGateway.start(home, Map.of(), options);
  }

  /** Where upstreams connect to the gateway of this process. */
  InetSocketAddress listener() {
    return gateway.orElseThrow().addresses().getFirst();
  }

  /** The settings as written. */
  Settings settings() {
    return SettingsLoader.load(home);
  }

  /** The store, beside a gateway that may be running. */
  Stores stores() {
    return Stores.open(home, settings(), InstantSource.system());
  }

  /** The message id in a reply of 250. */
  static MessageId id(String reply) {
    assertThat(reply).startsWith("250 ");
    Matcher matcher = ID.matcher(reply);
    assertThat(matcher.find()).as(reply).isTrue();
    return new MessageId(matcher.group());
  }

  /** What happened to one message so far. */
  static List<AuditEvent> story(Stores stores, MessageId id) {
    return stores.audit().ofMessage(id).stream()
        .map(AuditLink::event)
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public void close() throws IOException {
    gateway.ifPresent(Gateway::close);
    dns.ifPresent(DemoDns::close);
    for (Remote remote : remotes) {
      remote.close();
    }
  }
}
