package io.postern.inbound;

import io.postern.config.Cidr;
import io.postern.config.DataSize;
import io.postern.config.HostPort;
import io.postern.config.Secret;
import io.postern.config.settings.Extension;
import io.postern.config.settings.Settings;
import io.postern.config.settings.Tolerance;
import io.postern.config.settings.UpstreamSettings;
import io.postern.core.keys.PasswordHash;
import io.postern.core.model.Sighting;
import io.postern.core.port.Intake;
import io.postern.core.port.Resolver;
import io.postern.core.port.TxtLookup;
import io.postern.core.testing.FakeIntake;
import io.postern.core.testing.FakeMeters;
import io.postern.core.testing.TestIdentity;
import io.postern.core.wire.Wire;
import io.postern.inbound.auth.Authenticator;
import io.postern.inbound.upstream.Upstreams;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A listener on loopback with an intake that keeps what it gets. */
public final class Lab implements AutoCloseable {
  public static final String HOSTNAME = "gw.example.org";
  public static final String PASSWORD = "correct horse battery staple";
  public static final String SECRET = "0123456789abcdef-secret";
  private static final SecretKey DECOY_KEY = new SecretKeySpec(new byte[32], "HmacSHA256");
  private static final String HASH = PasswordHash.create(PASSWORD).toPhc();

  public final FakeIntake intake = new FakeIntake();
  public final FakeMeters meters = new FakeMeters();
  public final List<Sighting> sightings = new CopyOnWriteArrayList<>();
  public final SmtpListener listener;

  private Lab(Build build) throws IOException, GeneralSecurityException {
    listener =
        new SmtpListener(
            build.listener(),
            build.limits,
            new Upstreams(
                build.upstreams,
                Path.of("no-such-directory"),
                build.dns,
                meters,
                sightings::add,
                build.time),
            build.intake == null ? intake : build.intake,
            build.time,
            new Settings.Server(
                HOSTNAME, "lab", Path.of("data"), Duration.ZERO, build.certificateInterval),
            new Authenticator(build.authentication, build.upstreams, DECOY_KEY, build.time),
            meters);
    listener.start();
  }

  /** A listener without TLS that relays for loopback. */
  public static Lab plain() throws Exception {
    return new Build().start();
  }

  /** A listener with STARTTLS that relays for loopback. */
  public static Lab tls() throws Exception {
    return new Build().tls(Settings.TlsMode.STARTTLS).start();
  }

  public Client client() throws IOException {
    return Client.connect(listener.address());
  }

  /** A client that has said EHLO. */
  public Client greeted() throws IOException {
    Client client = client();
    client.expect("220");
    client.ask("EHLO client.example.org", "250");
    return client;
  }

  /** Holds a session over this wire, to its end. */
  void run(Wire wire) {
    listener.converse(wire);
  }

  /** The only message taken, as text. */
  public String onlyMessage() {
    if (intake.taken().size() != 1) {
      throw new AssertionError("got " + intake.taken().size() + " messages, want 1");
    }
    return intake.taken().getFirst().content().text();
  }

  /** The same without our Received field. */
  public String onlyBelowTrace() {
    return belowTrace(onlyMessage());
  }

  public static String belowTrace(String message) {
    // The field's first line starts at 0, its further lines with a tab.
    int end = message.indexOf("\r\n");
    while (message.startsWith("\t", end + 2)) {
      end = message.indexOf("\r\n", end + 2);
    }
    return message.substring(end + 2);
  }

  public static UpstreamSettings network() {
    return upstream(Optional.empty(), List.of());
  }

  public static UpstreamSettings upstream(
      Optional<UpstreamSettings.SecretHeader> secret, List<String> domains) {
    return network("relay", "127.0.0.0/8", secret, domains);
  }

  public static UpstreamSettings network(
      String name,
      String network,
      Optional<UpstreamSettings.SecretHeader> secret,
      List<String> domains) {
    return new UpstreamSettings.Network(
        name, List.of(Cidr.parse(network)), secret, List.of(), domains, false, 1000);
  }

  public static UpstreamSettings account() {
    return new UpstreamSettings.Application(
        "app",
        List.of(
            new UpstreamSettings.Account(
                "app",
                Optional.of(new Secret(HASH)),
                Optional.empty(),
                List.of(),
                List.of(),
                10_000,
                50_000)),
        List.of(),
        List.of(),
        1000);
  }

  public static Optional<UpstreamSettings.SecretHeader> secret() {
    return Optional.of(
        new UpstreamSettings.SecretHeader(
            "X-Postern-Secret", List.of(new Secret(SECRET)), Optional.empty()));
  }

  @Override
  public void close() {
    listener.close();
  }

  /** What a lab is made of. */
  public static final class Build {
    private Settings.TlsMode tls = Settings.TlsMode.NONE;
    private boolean requireTls;
    private Optional<Path> identity = Optional.empty();
    private Settings.TlsEngine engine = Settings.TlsEngine.NATIVE;
    private List<UpstreamSettings> upstreams = List.of(network());
    private TxtLookup dns = name -> new Resolver.Answer.NxDomain<>();
    private Settings.Limits limits = limits(1 << 20, 1000, 10);
    private Settings.Authentication authentication =
        new Settings.Authentication(5, 20, Duration.ofMinutes(5), Duration.ZERO, 4);
    private InstantSource time = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));
    private String address = "127.0.0.1";
    private Duration certificateInterval = Duration.ofMinutes(1);
    private Settings.Strictness strictness = Settings.Strictness.STRICT;
    private List<Tolerance> tolerate = List.of();
    private List<Extension> withhold = List.of();
    private List<Cidr> balancers = List.of();
    private @org.jspecify.annotations.Nullable Intake intake;

    public Build tls(Settings.TlsMode mode) {
      tls = mode;
      return this;
    }

    /** A chain.pem and a key.pem of the test's own instead of a new self-signed pair. */
    public Build identity(Path directory) {
      identity = Optional.of(directory);
      return this;
    }

    public Build requireTls() {
      requireTls = true;
      return this;
    }

    public Build engine(Settings.TlsEngine which) {
      engine = which;
      return this;
    }

    public Build upstreams(UpstreamSettings... which) {
      upstreams = List.of(which);
      return this;
    }

    public Build dns(TxtLookup which) {
      dns = which;
      return this;
    }

    public Build limits(Settings.Limits which) {
      limits = which;
      return this;
    }

    public Build authentication(Settings.Authentication which) {
      authentication = which;
      return this;
    }

    public Build time(InstantSource which) {
      time = which;
      return this;
    }

    public Build tolerant() {
      strictness = Settings.Strictness.TOLERANT;
      return this;
    }

    public Build tolerate(Tolerance... which) {
      tolerate = List.of(which);
      return this;
    }

    public Build withhold(Extension... which) {
      withhold = List.of(which);
      return this;
    }

    public Build balancers(String... which) {
      balancers = Stream.of(which).map(Cidr::parse).toList();
      return this;
    }

    public Build address(String which) {
      address = which;
      return this;
    }

    public Build intake(Intake which) {
      intake = which;
      return this;
    }

    public Lab start() throws IOException, GeneralSecurityException {
      return new Lab(this);
    }

    private Settings.Listener listener() throws IOException {
      Optional<Path> directory = identity;
      if (tls != Settings.TlsMode.NONE && identity.isEmpty()) {
        Path made = Files.createTempDirectory("lab");
        TestIdentity.write(TestIdentity.ec(HOSTNAME), made);
        directory = Optional.of(made);
      }
      return new Settings.Listener(
          "lab",
          new HostPort(address, 0),
          tls,
          directory.map(d -> d.resolve(identity.isPresent() ? "chain.pem" : "certificate.pem")),
          directory.map(d -> d.resolve("key.pem")),
          Optional.empty(),
          requireTls,
          engine,
          List.of(),
          strictness,
          tolerate,
          withhold,
          balancers);
    }

    public static Settings.Limits limits(long messageSize, int recipients, int errors) {
      return limits(messageSize, recipients, errors, 100, Duration.ofSeconds(20));
    }

    public static Settings.Limits limits(
        long messageSize, int recipients, int errors, int perClient, Duration timeout) {
      return limits(
          messageSize, recipients, errors, perClient, timeout, 100_000, Duration.ofMinutes(10));
    }

    /** Limits for sessions of so many messages and so long. */
    public static Settings.Limits session(int messages, Duration longest) {
      return limits(1 << 20, 1000, 10, 100, Duration.ofSeconds(20), messages, longest);
    }

    /** Limits for so many sessions; under stress they may wait for a second. */
    static Settings.Limits sessions(int total, int perClient) {
      return limits(
          1 << 20,
          1000,
          10,
          total,
          perClient,
          Duration.ofSeconds(20),
          100_000,
          Duration.ofMinutes(10));
    }

    private static Settings.Limits limits(
        long messageSize,
        int recipients,
        int errors,
        int perClient,
        Duration timeout,
        int messages,
        Duration longest) {
      return limits(messageSize, recipients, errors, 100, perClient, timeout, messages, longest);
    }

    private static Settings.Limits limits(
        long messageSize,
        int recipients,
        int errors,
        int sessions,
        int perClient,
        Duration timeout,
        int messages,
        Duration longest) {
      return new Settings.Limits(
          new DataSize(messageSize),
          recipients,
          sessions,
          perClient,
          messages,
          errors,
          2048,
          new DataSize(64 * 1024),
          50,
          timeout,
          Duration.ofSeconds(1),
          timeout,
          Duration.ofSeconds(5),
          longest,
          Duration.ofSeconds(20),
          new DataSize(1024),
          Duration.ofMinutes(5),
          1_000_000,
          998,
          10_000,
          1000,
          100,
          10_000);
    }

    /** The same limits with one of another value, by its name. */
    public static Settings.Limits limit(String name, Object value) {
      Settings.Limits usual = limits(1 << 20, 1000, 10);
      RecordComponent[] components = Settings.Limits.class.getRecordComponents();
      try {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
          boolean changed = components[i].getName().equals(name);
          values[i] = changed ? value : components[i].getAccessor().invoke(usual);
        }
        Class<?>[] types =
            Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return Settings.Limits.class.getDeclaredConstructor(types).newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(name, e);
      }
    }
  }
}
