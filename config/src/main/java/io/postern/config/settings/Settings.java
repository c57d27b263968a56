package io.postern.config.settings;

import io.postern.config.Cidr;
import io.postern.config.DataSize;
import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.HostPort;
import io.postern.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything in {@code postern.yaml}. Immutable; paths are relative to the home until resolved. */
public record Settings(
    @Doc("The gateway itself.") Server server,
    @Doc("Ports that take mail from upstreams.") List<Listener> listeners,
    @Doc("Who may send through us. Without an entry nobody may.") @Default("[]")
        List<Upstream> upstreams,
    @Doc("Limits of the listeners.") @Default("{}") Limits limits,
    @Doc("Where messages, queue and audit trail are kept.") @Default("{}") Storage storage,
    @Doc("Where the key comes from that seals everything at rest.") Sealing sealing,
    @Doc("Name resolution.") @Default("{}") Dns dns,
    @Doc("Delivery to other hosts.") @Default("{}") Outbound outbound,
    @Doc("Retries and expiry.") @Default("{}") Queue queue,
    @Doc("Policies and detector.") @Default("{}") Policy policy,
    @Doc("The web portal. Without it the portal protection is never available.")
        Optional<Portal> portal,
    @Doc("Logs.") @Default("{}") Logging logging) {

  /** The gateway itself. */
  public record Server(
      @Doc("Our fully qualified name in greetings, EHLO, Received and DSNs.") String hostname,
      @Doc("A name for this node, unique among the nodes of one store; names its audit chain.")
          @Default("node1")
          String node,
      @Doc("The directory for data, relative to the home.") @Default("data") Path data,
      @Doc("How long a stop waits for running sessions and deliveries.") @Default("30s")
          Duration stopTimeout) {}

  /** A port that takes mail. */
  public record Listener(
      @Doc("A name for logs and audit.") String name,
      @Doc("address:port to listen on.") HostPort address,
      @Doc("none, starttls or implicit.") @Default("starttls") TlsMode tls,
      @Doc("Certificate chain in PEM, leaf first.") Optional<Path> certificate,
      @Doc("Private key in PEM (PKCS#8), readable by the service only.") Optional<Path> key,
      @Doc("Refuse MAIL FROM until TLS is on.") @Default("true") boolean requireTls) {
    public Listener {
      if (tls != TlsMode.NONE && (certificate.isEmpty() || key.isEmpty())) {
        throw new IllegalArgumentException("certificate and key are needed unless tls is none");
      }
      if (tls == TlsMode.NONE && requireTls) {
        throw new IllegalArgumentException("require_tls: false is needed where tls is none");
      }
    }
  }

  /** When TLS begins. */
  public enum TlsMode {
    NONE,
    STARTTLS,
    IMPLICIT
  }

  /** Somebody who may relay. An address alone is enough only inside private ranges. */
  public record Upstream(
      @Doc("A name for logs, policies and audit.") String name,
      @Doc("Networks its connections come from, in CIDR notation.") @Default("[]")
          List<Cidr> networks,
      @Doc("A header with a secret value that every message must carry; removed before it goes on.")
          Optional<SecretHeader> secretHeader,
      @Doc("SMTP AUTH accounts.") @Default("[]") List<Account> accounts,
      @Doc("Domains it may use in MAIL FROM; empty allows all. <> is always allowed.")
          @Default("[]")
          List<String> senderDomains,
      @Doc(
              "Trust a public network by address alone. Every tenant of a shared service can then relay.")
          @Default("false")
          boolean trustPublicAddressAlone) {
    public Upstream {
      if (networks.isEmpty() && accounts.isEmpty()) {
        throw new IllegalArgumentException("networks or accounts are needed");
      }
      boolean addressAlone = !networks.isEmpty() && secretHeader.isEmpty();
      if (addressAlone
          && !trustPublicAddressAlone
          && networks.stream().anyMatch(n -> !n.isPrivate())) {
        throw new IllegalArgumentException(
            "a public network needs secret_header: an address alone does not authorise a relay"
                + " (or accept the risk with trust_public_address_alone: true)");
      }
    }
  }

  /** A header that proves the upstream. */
  public record SecretHeader(
      @Doc("The field's name.") String name,
      @Doc("Accepted values; two during a rotation.") List<Secret> values) {
    public SecretHeader {
      if (values.isEmpty() || values.stream().anyMatch(v -> v.reveal().length() < 16)) {
        throw new IllegalArgumentException(
            "one or more values of at least 16 characters are needed");
      }
    }
  }

  /** An SMTP AUTH account. */
  public record Account(
      @Doc("The authentication identity.") String user,
      @Doc("Argon2id hash in PHC form ($argon2id$v=19$...), as printed by 'postern init'.")
          Secret password) {}

  /**
   * Limits of the listeners; over each the peer gets the right 4xx or 5xx and others are not
   * affected.
   */
  public record Limits(
      @Doc("Largest message.") @Default("50MiB") DataSize messageSize,
      @Doc("Recipients per message (RFC 5321 4.5.3.1.8 asks for 100).") @Default("1000")
          int recipients,
      @Doc("Sessions in total.") @Default("1000") int sessions,
      @Doc("Sessions per client address.") @Default("200") int sessionsPerClient,
      @Doc("Messages per session.") @Default("10000") int messagesPerSession,
      @Doc("Failed commands per session before 421.") @Default("10") int errors,
      @Doc("Longest command line in octets.") @Default("2048") int commandLine,
      @Doc("Largest header of a message.") @Default("256KiB") DataSize headerSize,
      @Doc("Received fields before a message counts as looping (RFC 5321 6.3).") @Default("50")
          int hops,
      @Doc("Wait for a command (RFC 5321 4.5.3.2.7).") @Default("5m") Duration commandTimeout,
      @Doc("Wait for more content (RFC 5321 4.5.3.2.5).") @Default("3m") Duration dataTimeout,
      @Doc("Longest TLS handshake.") @Default("15s") Duration handshakeTimeout,
      @Doc("Longest session.") @Default("2h") Duration sessionTimeout,
      @Doc("Unread replies stall a write at most this long.") @Default("60s")
          Duration writeTimeout) {}

  /** Where messages, queue and audit trail are kept. */
  public record Storage(
      @Doc("sqlite or postgresql.") @Default("sqlite") Engine engine,
      @Doc("JDBC URL for postgresql.") Optional<String> url,
      @Doc("User for postgresql.") Optional<String> user,
      @Doc("Password for postgresql.") Optional<Secret> password,
      @Doc("Reader connections.") @Default("4") int readers,
      @Doc("Most units of work in one commit.") @Default("256") int batch,
      @Doc("Units of work waiting for a commit before the listener answers 4xx.") @Default("10000")
          int backlog,
      @Doc("Free disk below which no message is accepted (452).") @Default("256MiB")
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
      @Doc("A file with 32 bytes in base64, mode 0400, outside the data directory.")
          Optional<Path> keyFile,
      @Doc("The name of a systemd credential holding the same.") Optional<String> keyCredential,
      @Doc("The name of an environment variable holding the same.")
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

  /** Name resolution. */
  public record Dns(
      @Doc("Resolvers as address:port; empty uses the system's.") @Default("[]")
          List<HostPort> resolvers,
      @Doc("Wait for one answer.") @Default("5s") Duration timeout,
      @Doc("Longest time an answer is kept, whatever its TTL says.") @Default("1h")
          Duration cacheMaximum) {}

  /** Delivery to other hosts. */
  public record Outbound(
      @Doc("The port of receiving hosts.") @Default("25") int port,
      @Doc("Certificate files in PEM that are trusted besides the system's authorities.")
          @Default("[]")
          List<Path> trustedAuthorities,
      @Doc("Trust the JDK's list of public authorities.") @Default("true")
          boolean publicAuthorities,
      @Doc("Deliver everything through this host instead of by MX.") Optional<HostPort> smartHost,
      @Doc("TLS engine: native (BoringSSL) or jdk.") @Default("native") TlsEngine engine,
      @Doc("Deliveries at once.") @Default("200") int concurrency,
      @Doc("Connections to one host at once.") @Default("20") int connectionsPerHost,
      @Doc("An unused connection is closed after this time.") @Default("5s") Duration idle,
      @Doc("A connection is used no longer than this.") @Default("5m") Duration reuse,
      @Doc("Connect timeout.") @Default("30s") Duration connectTimeout,
      @Doc("Wait for greeting and replies (RFC 5321 4.5.3.2).") @Default("5m")
          Duration replyTimeout,
      @Doc("Wait for the reply after the content (RFC 5321 4.5.3.2.6).") @Default("10m")
          Duration contentTimeout,
      @Doc(
              "MX host names outside the recipient's domain whose certificate, valid for that very"
                  + " name, counts as verified, as in mx.example.net or"
                  + " *.mail.protection.outlook.com (any depth). MX records can be forged: with an"
                  + " entry you accept that whoever can forge DNS may move mail to another host of"
                  + " the same provider, for example to a tenant of their own.")
          @Default("[]")
          List<String> trustedMxNames) {}

  /** Which TLS implementation. */
  public enum TlsEngine {
    NATIVE,
    JDK
  }

  /** Retries and expiry. */
  public record Queue(
      @Doc("Waits between attempts; the last repeats.") @Default("[1m, 5m, 10m, 20m, 40m, 80m, 2h]")
          List<Duration> retry,
      @Doc("Each wait varies by this share up and down.") @Default("0.2") double jitter,
      @Doc("A message that cannot be delivered in this time fails.") @Default("5d") Duration expire,
      @Doc("The sender hears of a delay after this time.") @Default("4h") Duration warnAfter,
      @Doc("A delivery that its worker does not finish in this time may be given to another.")
          @Default("30m")
          Duration lease) {}

  /** Policies and detector. */
  public record Policy(
      @Doc("The directory of policy files, relative to the home.") @Default("policies")
          Path directory,
      @Doc("Score from which a message counts as PHI, 0 to 1.") @Default("0.40") double threshold,
      @Doc("Longest text of one message that is scanned; more is unscannable.") @Default("5MiB")
          DataSize maximumText,
      @Doc("Deepest nesting of MIME parts.") @Default("20") int maximumDepth,
      @Doc("Most MIME parts.") @Default("1000") int maximumParts) {}

  /** The web portal. */
  public record Portal(
      @Doc("address:port to listen on.") HostPort address,
      @Doc("The URL that recipients see, as in https://mail.example.org") String url,
      @Doc("Certificate chain in PEM; without it a TLS proxy on this machine is expected.")
          Optional<Path> certificate,
      @Doc("Private key in PEM.") Optional<Path> key,
      @Doc("The address that notices and codes come from, in the organisation's own domain.")
          String from,
      @Doc("The organisation's name in notices and pages.") String organisation,
      @Doc("How long a session lasts without a click.") @Default("15m") Duration sessionIdle,
      @Doc("How long a mailed code is good.") @Default("10m") Duration codeLife,
      @Doc("Wrong codes before a new one must be asked for.") @Default("5") int codeTries,
      @Doc("Codes per item and hour.") @Default("5") int codesPerHour,
      @Doc("Largest reply with attachments.") @Default("25MiB") DataSize replySize) {
    public Portal {
      if (!url.startsWith("https://")
          && !url.startsWith("http://127.0.0.1")
          && !url.startsWith("http://localhost")) {
        throw new IllegalArgumentException("url must be https (http only on loopback)");
      }
    }
  }

  /** Logs. */
  public record Logging(
      @Doc("text or json.") @Default("text") Format format,
      @Doc("error, warn, info or debug.") @Default("info") String level) {}

  /** How log lines look. */
  public enum Format {
    TEXT,
    JSON
  }
}
