package io.postern.config.settings;

import io.postern.config.Cidr;
import io.postern.config.DataSize;
import io.postern.config.HostPort;
import io.postern.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A file that sets every key to something else than its default, and what must come of it. */
final class AllKeys {
  static final String TEXT =
      """
      server: {hostname: gateway.example.org, node: two, data: store, stop_timeout: 1m}
      listeners:
        - {name: a, address: 127.0.0.1:1, tls: implicit, certificate: certificates/a.crt,
           key: certificates/a.key, require_tls: false}
      upstreams:
        - name: app
          networks: [192.0.2.0/24]
          secret_header: {name: X-Key, values: [{file: keys/header}]}
          accounts: [{user: u, password: {file: keys/account}}]
          sender_domains: [example.org]
          trust_public_address_alone: true
      limits:
        message_size: 1MiB
        recipients: 2
        sessions: 3
        sessions_per_client: 4
        messages_per_session: 5
        errors: 6
        command_line: 1024
        header_size: 16KiB
        hops: 7
        command_timeout: 8s
        data_timeout: 9s
        handshake_timeout: 10s
        session_timeout: 11m
        write_timeout: 12s
        minimum_rate: 13
      storage: {engine: postgresql, url: 'jdbc:postgresql:x', user: u, password: p, readers: 2,
                batch: 3, backlog: 4, minimum_free: 5}
      sealing: {key_credential: root}
      dns: {resolvers: ['[::1]:53'], timeout: 1s, cache_maximum: 2s}
      outbound:
        port: 26
        trusted_authorities: [certificates/a.crt]
        public_authorities: false
        smart_host: relay.example.org:25
        engine: jdk
        concurrency: 2
        connections_per_host: 3
        idle: 4s
        reuse: 6s
        connect_timeout: 7s
        reply_timeout: 8s
        content_timeout: 9s
        trusted_mx_names: ["*.provider.example"]
      queue: {retry: [1s, 2s], jitter: 0.1, expire: 1d, warn_after: 2h, lease: 3m}
      policy: {directory: certificates, threshold: 0.5, maximum_text: 1MiB, maximum_depth: 2,
               maximum_parts: 3, unread_image: 4, ocr: true, attachments: {workers: 1,
               heap: 64MiB, time: 1s, patience: 2s, file_size: 1MiB, entries: 5, depth: 6,
               expanded: 2MiB, ratio: 7, files_per_worker: 8, bytes_per_worker: 3MiB}}
      portal:
        address: 127.0.0.1:443
        url: https://mail.example.org
        certificate: certificates/a.crt
        key: certificates/a.key
        from: notice@example.org
        organisation: Example Hospital
        session_idle: 1m
        code_life: 2m
        code_tries: 3
        codes_per_hour: 4
        reply_size: 1MiB
      logging: {format: json, level: debug}
      """;

  private AllKeys() {}

  static Settings expected(Path home) {
    Optional<Path> certificate = Optional.of(home.resolve("certificates/a.crt"));
    Optional<Path> key = Optional.of(home.resolve("certificates/a.key"));
    return new Settings(
        new Settings.Server("gateway.example.org", "two", home.resolve("store"), seconds(60)),
        List.of(
            new Settings.Listener(
                "a",
                new HostPort("127.0.0.1", 1),
                Settings.TlsMode.IMPLICIT,
                certificate,
                key,
                false)),
        List.of(upstream()),
        limits(),
        new Settings.Storage(
            Settings.Engine.POSTGRESQL,
            Optional.of("jdbc:postgresql:x"),
            Optional.of("u"),
            Optional.of(new Secret("p")),
            2,
            3,
            4,
            new DataSize(5)),
        new Settings.Sealing(Optional.empty(), Optional.of("root"), Optional.empty()),
        new Settings.Dns(List.of(new HostPort("::1", 53)), seconds(1), seconds(2)),
        outbound(home),
        new Settings.Queue(
            List.of(seconds(1), seconds(2)), 0.1, seconds(86400), seconds(7200), seconds(180)),
        new Settings.Policy(
            home.resolve("certificates"),
            0.5,
            new DataSize(1 << 20),
            2,
            3,
            new DataSize(4),
            true,
            new Settings.Attachments(
                1,
                new DataSize(64 << 20),
                seconds(1),
                seconds(2),
                new DataSize(1 << 20),
                5,
                6,
                new DataSize(2 << 20),
                7,
                8,
                new DataSize(3 << 20))),
        Optional.of(
            new Settings.Portal(
                new HostPort("127.0.0.1", 443),
                "https://mail.example.org",
                certificate,
                key,
                "notice@example.org",
                "Example Hospital",
                seconds(60),
                seconds(120),
                3,
                4,
                new DataSize(1 << 20))),
        new Settings.Logging(Settings.Format.JSON, "debug"));
  }

  private static Settings.Upstream upstream() {
    return new Settings.Upstream(
        "app",
        List.of(Cidr.parse("192.0.2.0/24")),
        Optional.of(new Settings.SecretHeader("X-Key", List.of(new Secret("0123456789abcdef")))),
        List.of(
            new Settings.Account("u", new Secret("$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA"))),
        List.of("example.org"),
        true);
  }

  private static Settings.Limits limits() {
    return new Settings.Limits(
        new DataSize(1 << 20),
        2,
        3,
        4,
        5,
        6,
        1024,
        new DataSize(16 << 10),
        7,
        seconds(8),
        seconds(9),
        seconds(10),
        seconds(660),
        seconds(12),
        new DataSize(13));
  }

  private static Settings.Outbound outbound(Path home) {
    return new Settings.Outbound(
        26,
        List.of(home.resolve("certificates/a.crt")),
        false,
        Optional.of(new HostPort("relay.example.org", 25)),
        Settings.TlsEngine.JDK,
        2,
        3,
        seconds(4),
        seconds(6),
        seconds(7),
        seconds(8),
        seconds(9),
        List.of("*.provider.example"));
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }
}
