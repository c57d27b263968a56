package io.postern.config.settings;

import io.postern.config.Cidr;
import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.HostPort;
import io.postern.config.Range;
import io.postern.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Everything in {@code postern.yaml}. Immutable; paths are relative to the home until resolved. */
public record Settings(
    @Doc("The gateway itself.") Server server,
    @Doc("Ports that take mail from upstreams.") List<Listener> listeners,
    @Doc("Who may send through us. Without an entry nobody may.") @Default("[]")
        List<UpstreamSettings> upstreams,
    @Doc("Limits of the listeners.") @Default("{}") Limits limits,
    @Doc("How SMTP AUTH withstands guessing.") @Default("{}") Authentication authentication,
    @Doc("Where messages, queue and audit trail are kept.") @Default("{}") Storage storage,
    @Doc("Where the key comes from that seals everything at rest.") Sealing sealing,
    @Doc("Name resolution.") @Default("{}") DnsSettings dns,
    @Doc("Delivery to other hosts.") @Default("{}") Outbound outbound,
    @Doc("Signatures of ours on what leaves.") @Default("{}") SigningSettings signing,
    @Doc("The keys that mail is encrypted to.") @Default("{}") KeySettings keys,
    @Doc("Messages that are encrypted themselves, with S/MIME or OpenPGP.") @Default("{}")
        EncryptionSettings encryption,
    @Doc("When a message counts as going round in circles; such mail is held.") @Default("{}")
        Loops loops,
    @Doc("Retries and expiry.") @Default("{}") Queue queue,
    @Doc("Policies and detector.") @Default("{}") PolicySettings policy,
    @Doc("The web portal. Without it the portal protection is never available.")
        Optional<PortalSettings> portal,
    @Doc("Logs.") @Default("{}") Logging logging,
    @Doc("Figures for Prometheus. Without it nobody can ask for them.") Optional<Metrics> metrics) {

  /** The gateway itself. */
  public record Server(
      @Doc(
              value = "Our fully qualified name in greetings, EHLO, Received and DSNs.",
              example = "gateway.example.org")
          String hostname,
      @Doc("A name for this node, unique among the nodes of one store; names its audit chain.")
          @Default("node1")
          String node,
      @Doc("The directory for data, relative to the home.") @Default("data") Path data,
      @Doc("How long a stop waits for running sessions and deliveries.")
          @Default("30s")
          @Range(min = "0s", max = "1h")
          Duration stopTimeout,
      @Doc("How often certificate files are looked at for changes.")
          @Default("1m")
          @Range(min = "1s", max = "1d")
          Duration certificateInterval) {}

  /** A port that takes mail. */
  public record Listener(
      @Doc(value = "A name for logs and audit.", example = "upstreams") String name,
      @Doc(value = "address:port to listen on.", example = "0.0.0.0:25") HostPort address,
      @Doc("When TLS begins: never, after STARTTLS (RFC 3207), or with the connection (RFC 8314).")
          @Default("starttls")
          TlsMode tls,
      @Doc(
              value =
                  "Certificate chain in PEM, leaf first, or chain and key in PKCS#12 (.p12, .pfx)."
                      + " Read again when it changes.",
              example = "certificates/listener.crt")
          Optional<Path> certificate,
      @Doc(
              value = "Private key in PEM (PKCS#8), readable by the service only.",
              example = "certificates/listener.key")
          Optional<Path> key,
      @Doc(value = "Password of the PKCS#12 file.", example = "{file: keys/listener-password}")
          Optional<Secret> certificatePassword,
      @Doc("Refuse MAIL FROM until TLS is on.") @Default("true") boolean requireTls,
      @Doc("TLS engine; native is BoringSSL.") @Default("native") TlsEngine engine,
      @Doc(
              "Certificate files in PEM whose authorities count for client certificates, besides the"
                  + " JDK's list of public ones.")
          @Default("[]")
          List<Path> clientAuthorities,
      @Doc("What clients may do against the standards; docs/listener.md lists it.")
          @Default("strict")
          Strictness strictness,
      @Doc("Single deviations to tolerate besides, each at its price in docs/listener.md.")
          @Default("[]")
          List<Tolerance> tolerate,
      @Doc(
              "SMTP extensions that are not offered here, and refused where a client uses them;"
                  + " binarymime goes with chunking.")
          @Default("[]")
          List<Extension> withhold,
      @Doc(
              "Networks of load balancers. Their connections must begin with a PROXY protocol"
                  + " header (v1 or v2), which says who the client is.")
          @Default("[]")
          List<Cidr> balancers) {
    private static final Pattern PKCS12 = Pattern.compile("(?i).*\\.(p12|pfx)");

    public Listener {
      if (tls != TlsMode.NONE && certificate.isEmpty()) {
        throw new IllegalArgumentException("certificate is needed unless tls is none");
      }
      boolean alone = certificate.map(Listener::isPkcs12).orElse(false);
      if (certificate.isPresent() && (alone ? certificatePassword : key).isEmpty()) {
        throw new IllegalArgumentException(
            "certificate needs "
                + (alone ? "certificate_password (it is PKCS#12)" : "key (it is PEM)"));
      }
      if (tls == TlsMode.NONE && requireTls) {
        throw new IllegalArgumentException("require_tls: false is needed where tls is none");
      }
    }

    /** True where the file's name says that chain and key lie in it together (RFC 7292). */
    public static boolean isPkcs12(Path certificate) {
      return PKCS12.matcher(certificate.toString()).matches();
    }
  }

  /** How much deviation from the standards is tolerated. */
  public enum Strictness {
    STRICT,
    TOLERANT
  }

  /** When TLS begins. */
  public enum TlsMode {
    NONE,
    STARTTLS,
    IMPLICIT
  }

  /**
   * Limits of the listeners; over each the peer gets the right 4xx or 5xx and others are not
   * affected.
   */
  public record Limits(
      @Doc("Largest message.") @Default("50MiB") @Range(min = "1KiB", max = "1GiB")
          DataSize messageSize,
      @Doc("Recipients per message (RFC 5321 4.5.3.1.8 asks for 100).")
          @Default("1000")
          @Range(min = "1", max = "100000")
          int recipients,
      @Doc("Sessions in total; an idle one costs about 5 KiB of heap without TLS.")
          @Default("16000")
          @Range(min = "1", max = "100000")
          int sessions,
      @Doc("Sessions per client address (IPv6: per /64).")
          @Default("200")
          @Range(min = "1", max = "100000")
          int sessionsPerClient,
      @Doc("Messages per session.") @Default("10000") @Range(min = "1", max = "1000000")
          int messagesPerSession,
      @Doc("Failed commands per session before 421.") @Default("10") @Range(min = "1", max = "1000")
          int errors,
      @Doc("Longest command line in octets.") @Default("2048") @Range(min = "512", max = "65536")
          int commandLine,
      @Doc("Largest header of a message.") @Default("256KiB") @Range(min = "1KiB", max = "16MiB")
          DataSize headerSize,
      @Doc("Received fields before a message counts as looping and is held (RFC 5321 6.3).")
          @Default("50")
          @Range(min = "1", max = "1000")
          int hops,
      @Doc("Wait for a command (RFC 5321 4.5.3.2.7).") @Default("5m") @Range(min = "1s", max = "1h")
          Duration commandTimeout,
      @Doc("The same while more than four fifths of the sessions are in use.")
          @Default("10s")
          @Range(min = "1s", max = "1h")
          Duration stressTimeout,
      @Doc("Wait for more content (RFC 5321 4.5.3.2.5).")
          @Default("3m")
          @Range(min = "1s", max = "1h")
          Duration dataTimeout,
      @Doc("Longest TLS handshake.") @Default("15s") @Range(min = "1s", max = "5m")
          Duration handshakeTimeout,
      @Doc("Longest session.") @Default("2h") @Range(min = "1m", max = "7d")
          Duration sessionTimeout,
      @Doc("Unread replies stall a write at most this long.")
          @Default("60s")
          @Range(min = "1s", max = "1h")
          Duration writeTimeout,
      @Doc("Content that must come in each minute of DATA or BDAT in which any comes; 0 for none.")
          @Default("1KiB")
          @Range(min = "0", max = "1GiB")
          DataSize minimumRate,
      @Doc("From MAIL to the end of the content.") @Default("30m") @Range(min = "1s", max = "24h")
          Duration transactionTimeout,
      @Doc(
              "Commands of a session that bring no message forward, before 421; an accepted"
                  + " message sets the count back.")
          @Default("1000")
          @Range(min = "10", max = "1000000")
          int commands,
      @Doc("Longest text line in octets, without its end (RFC 5321 4.5.3.1.6).")
          @Default("998")
          @Range(min = "998", max = "1000000")
          int textLine,
      @Doc("BDAT chunks per message.") @Default("10000") @Range(min = "1", max = "1000000")
          int chunks,
      @Doc("Fields in the header of a message.") @Default("1000") @Range(min = "10", max = "100000")
          int headerFields,
      @Doc("Deepest nesting of MIME multiparts and messages.")
          @Default("100")
          @Range(min = "1", max = "1000")
          int mimeDepth,
      @Doc("MIME parts of a message.") @Default("10000") @Range(min = "1", max = "1000000")
          int mimeParts) {}

  /** How SMTP AUTH withstands guessing. Counts are kept in memory, for all listeners together. */
  public record Authentication(
      @Doc("Failures of one user from one client address (IPv6: its /64) before that user waits.")
          @Default("5")
          @Range(min = "1", max = "1000")
          int failures,
      @Doc("Failures of all users from one client address before everybody there waits.")
          @Default("20")
          @Range(min = "1", max = "100000")
          int failuresPerClient,
      @Doc("How long they wait, from the last failure; failures older than this are forgotten.")
          @Default("5m")
          @Range(min = "1s", max = "7d")
          Duration lock,
      @Doc(
              "How long the answer to a failure is held back, and by how much each further try for a"
                  + " user that many failed for is slowed (15 s at most).")
          @Default("1s")
          @Range(min = "0s", max = "15s")
          Duration delay,
      @Doc("Passwords hashed at once; each takes a core and the hash's memory.")
          @Default("4")
          @Range(min = "1", max = "256")
          int parallel) {
    public Authentication {
      if (failuresPerClient < failures) {
        throw new IllegalArgumentException("failures_per_client: not less than failures");
      }
    }
  }

  /** Where messages, queue and audit trail are kept. */
  public record Storage(
      @Doc("The SQL engine.") @Default("sqlite") Engine engine,
      @Doc(value = "JDBC URL for postgresql.", example = "jdbc:postgresql://127.0.0.1/postern")
          Optional<String> url,
      @Doc(value = "User for postgresql.", example = "postern") Optional<String> user,
      @Doc(value = "Password for postgresql.", example = "{credential: postgresql-password}")
          Optional<Secret> password,
      @Doc("Reader connections.") @Default("4") @Range(min = "1", max = "64") int readers,
      @Doc("Most units of work in one commit.") @Default("256") @Range(min = "1", max = "10000")
          int batch,
      @Doc("Units of work waiting for a commit before the listener answers 4xx.")
          @Default("10000")
          @Range(min = "1", max = "1000000")
          int backlog,
      @Doc("Free disk below which no message is accepted (452).")
          @Default("256MiB")
          @Range(min = "0", max = "1024GiB")
          DataSize minimumFree) {
    public Storage {
      if (engine == Engine.POSTGRESQL && url.isEmpty()) {
        throw new IllegalArgumentException("url is needed where engine is postgresql");
      }
    }
  }

  /** The SQL engine. */
  public enum Engine {
    SQLITE,
    POSTGRESQL
  }

  /** Where the root key comes from: exactly one. It never lies in the data directory. */
  public record Sealing(
      @Doc(
              value = "A file with 32 bytes in base64, mode 0400, outside the data directory.",
              example = "keys/root.key")
          Optional<Path> keyFile,
      @Doc(value = "The name of a systemd credential holding the same.", example = "root-key")
          Optional<String> keyCredential,
      @Doc(
              value = "The name of an environment variable holding the same.",
              example = "POSTERN_ROOT_KEY")
          Optional<String> keyEnvironment) {
    public Sealing {
      long given =
          java.util.stream.Stream.of(
                  keyFile.isPresent(), keyCredential.isPresent(), keyEnvironment.isPresent())
              .filter(p -> p)
              .count();
      if (given != 1) {
        throw new IllegalArgumentException(
            "exactly one of key_file, key_credential, key_environment is needed");
      }
    }
  }

  /** Delivery to other hosts. */
  public record Outbound(
      @Doc("The port of receiving hosts.") @Default("25") @Range(min = "1", max = "65535") int port,
      @Doc("Certificate files in PEM that are trusted besides the system's authorities.")
          @Default("[]")
          List<Path> trustedAuthorities,
      @Doc("Trust the JDK's list of public authorities.") @Default("true")
          boolean publicAuthorities,
      @Doc(
              value = "Deliver everything through this host instead of by MX.",
              example = "relay.example.org:25")
          Optional<HostPort> smartHost,
      @Doc(
              value =
                  "User for SMTP AUTH PLAIN there; with it all mail goes there over TLS verified for"
                      + " its name, or waits.",
              example = "gateway@example.org")
          Optional<String> smartHostUser,
      @Doc(value = "Its password.", example = "{file: keys/smart-host-password}")
          Optional<Secret> smartHostPassword,
      @Doc(
              "Count mail given to the smart host as delivered by verified TLS: you vouch that it"
                  + " forces verified TLS onward, which cannot be seen from here.")
          @Default("false")
          boolean trustOnwardTls,
      @Doc("TLS engine; native is BoringSSL.") @Default("native") TlsEngine engine,
      @Doc("Deliveries at once.") @Default("200") @Range(min = "1", max = "10000") int concurrency,
      @Doc("Connections to one host, and deliveries to one destination, at once.")
          @Default("20")
          @Range(min = "1", max = "1000")
          int connectionsPerHost,
      @Doc("How much goes to one destination at once, by what its hosts do.") @Default("{}")
          Traffic traffic,
      @Doc("An unused connection is closed after this time.")
          @Default("5s")
          @Range(min = "0s", max = "5m")
          Duration idle,
      @Doc("A connection is used no longer than this.")
          @Default("5m")
          @Range(min = "1s", max = "1h")
          Duration reuse,
      @Doc("Connect timeout.") @Default("30s") @Range(min = "1s", max = "10m")
          Duration connectTimeout,
      @Doc("Wait for greeting and replies (RFC 5321 4.5.3.2).")
          @Default("5m")
          @Range(min = "1s", max = "1h")
          Duration replyTimeout,
      @Doc("Wait for the reply after the content (RFC 5321 4.5.3.2.6).")
          @Default("10m")
          @Range(min = "1s", max = "1h")
          Duration contentTimeout,
      @Doc(
              "MX host names outside the recipient's domain whose certificate, valid for that very"
                  + " name, counts as verified, as in mx.example.net or"
                  + " *.mail.protection.outlook.com (any depth). MX records can be forged: with an"
                  + " entry you accept that whoever can forge DNS may move mail to another host of"
                  + " the same provider, for example to a tenant of their own.")
          @Default("[]")
          List<String> trustedMxNames,
      @Doc(
              "Private, loopback and link-local networks that mail may be sent to. Whatever else"
                  + " DNS or an address names in such networks is not connected to.")
          @Default("[]")
          List<Cidr> privateNetworks,
      @Doc("Hosts that mail of certain upstreams leaves through, instead of by MX.") @Default("[]")
          List<ReturnSettings> return_,
      @Doc(
              "What TLS must be like on the way to certain domains, and how much may go there; for"
                  + " each key the first that fits and has it counts.")
          @Default("[]")
          List<DestinationSettings> destinations,
      @Doc(
              "Addresses that mail of certain senders leaves from; the first that fits counts, and"
                  + " without one the system chooses.")
          @Default("[]")
          List<SourceSettings> sources,
      @Doc(
              "Which of a host's addresses are tried first, and whether only those: ipv6_first,"
                  + " ipv4_first, ipv6_only, ipv4_only.")
          @Default("ipv4_first")
          AddressOrder addressOrder,
      @Doc("Follow the policies that receivers publish for the TLS of their hosts (RFC 8461).")
          @Default("true")
          boolean mtaSts,
      @Doc(
              "What a host must have for mail that was sent with REQUIRETLS (RFC 8689): verified is"
                  + " verified TLS; enforce is besides that a host found securely that offers"
                  + " REQUIRETLS, which few do.")
          @Default("verified")
          RequireTls requiretls,
      @Doc(
              "Weakest cipher suites of a session that counts as TLS: sp800-52r2 are those of NIST"
                  + " SP 800-52r2 with forward secrecy and AES-GCM, and ChaCha20-Poly1305 (RFC"
                  + " 7905, RFC 8446), which hosts without AES in hardware choose; aes-256 is"
                  + " AES-GCM with keys of 256 bits alone, which needs engine jdk. Mail that needs"
                  + " no protection goes by whatever TLS there is.")
          @Default("sp800-52r2")
          CipherFloor cipherFloor,
      @Doc(
              "What becomes of TLS-Required: No (RFC 8689 5) in mail for which policy decided that"
                  + " it needs no protection: honour leaves out what the receiver's domain publishes"
                  + " for its TLS; ignore does as if the field were not there.")
          @Default("honour")
          TlsRequiredNo tlsRequiredNo,
      @Doc("Daily reports to domains that ask what their hosts' TLS is like.") @Default("{}")
          TlsReportSettings tlsReports) {
    public Outbound {
      // The native engine cannot be told which suites of TLS 1.3 to offer.
      if (cipherFloor == CipherFloor.AES_256 && engine != TlsEngine.JDK) {
        throw new IllegalArgumentException("cipher_floor aes-256 needs engine: jdk");
      }
    }
  }

  /** The weakest cipher suites that count. */
  public enum CipherFloor {
    SP800_52R2("sp800-52r2"),
    AES_256("aes-256");

    private final String label;

    CipherFloor(String label) {
      this.label = label;
    }

    /** As it is written. */
    public String label() {
      return label;
    }
  }

  /** What becomes of TLS-Required: No. */
  public enum TlsRequiredNo {
    HONOUR,
    IGNORE
  }

  /** Which kind of address comes first (RFC 8305 4). */
  public enum AddressOrder {
    IPV6_FIRST,
    IPV4_FIRST,
    IPV6_ONLY,
    IPV4_ONLY
  }

  /** How the concurrency of a destination follows what its hosts do. */
  public record Traffic(
      @Doc(
              "Deliveries to a destination at once to begin with; successes let it grow to"
                  + " connections_per_host, failures let it shrink.")
          @Default("5")
          @Range(min = "1", max = "1000")
          int initialConcurrency,
      @Doc(
              "A destination counts as dead when so many times its concurrency of deliveries in a"
                  + " row reached nobody; 0 for never.")
          @Default("1")
          @Range(min = "0", max = "100")
          double failedCohorts,
      @Doc("How long nothing is tried at a dead destination; doubles while it stays dead.")
          @Default("1m")
          @Range(min = "1s", max = "24h")
          Duration suspend,
      @Doc("The longest such time.") @Default("15m") @Range(min = "1s", max = "24h")
          Duration suspendLongest,
      @Doc("Recipients in one transaction; more go in the next (RFC 5321 4.5.3.1.8).")
          @Default("100")
          @Range(min = "1", max = "1000")
          int recipients) {}

  /** What a host must have for mail that was sent with REQUIRETLS. */
  public enum RequireTls {
    VERIFIED,
    ENFORCE
  }

  /** When a message counts as going round in circles. */
  public record Loops(
      @Doc("So often the same message for the same recipient is taken within the window.")
          @Default("3")
          @Range(min = "1", max = "100")
          int duplicates,
      @Doc("The window.") @Default("1h") @Range(min = "1m", max = "24h") Duration window) {}

  /** Which TLS implementation. */
  public enum TlsEngine {
    NATIVE,
    JDK
  }

  /** Retries and expiry. */
  public record Queue(
      @Doc("Waits between attempts; the last repeats.")
          @Default("[1m, 5m, 10m, 20m, 40m, 80m, 2h]")
          @Range(min = "100ms", max = "7d")
          List<Duration> retry,
      @Doc("Each wait varies by this share up and down.")
          @Default("0.2")
          @Range(min = "0", max = "0.9")
          double jitter,
      @Doc("A message that cannot be delivered in this time fails.")
          @Default("5d")
          @Range(min = "1s", max = "60d")
          Duration expire,
      @Doc("The same for recipients whose mail policy protects: their senders learn early.")
          @Default("24h")
          @Range(min = "1s", max = "60d")
          Duration expireProtected,
      @Doc("The sender hears of a delay after this time.")
          @Default("4h")
          @Range(min = "1s", max = "60d")
          Duration warnAfter,
      @Doc("The wait where a host greylists (RFC 6647).")
          @Default("5m")
          @Range(min = "100ms", max = "24h")
          Duration greylisted,
      @Doc("The least wait where a mailbox is full or a provider's policy blocks us.")
          @Default("1h")
          @Range(min = "100ms", max = "7d")
          Duration blocked,
      @Doc(
              "Notices of failures that one sender gets in an hour (more are held for an hour), and as"
                  + " many of other kinds (more are not written).")
          @Default("100")
          @Range(min = "1", max = "1000000")
          int noticesPerHour,
      @Doc("A delivery that its worker does not finish in this time may be given to another.")
          @Default("30m")
          @Range(min = "1s", max = "24h")
          Duration lease) {}

  /** Figures for Prometheus: no names of people, no addresses, nothing out of a message. */
  public record Metrics(
      @Doc("address:port that answers GET /metrics, without authentication.")
          @Default("127.0.0.1:9464")
          HostPort address) {}

  /** Logs. */
  public record Logging(
      @Doc("How lines look.") @Default("text") Format format,
      @Doc("error, warn, info or debug.") @Default("info") String level) {}

  /** How log lines look. */
  public enum Format {
    TEXT,
    JSON
  }
}
