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
  private static final String DIGEST = "A".repeat(43) + "=";

  static final String TEXT =
      """
      server: {hostname: gateway.example.org, node: two, data: store, stop_timeout: 1m,
        certificate_interval: 2s}
      listeners:
        - {name: a, address: 127.0.0.1:1, tls: implicit, certificate: certificates/a.crt,
           key: certificates/a.key, certificate_password: {file: keys/account}, require_tls: false,
           engine: jdk, client_authorities: [certificates/a.crt], strictness: tolerant,
           tolerate: [nul], withhold: [chunking], balancers: [10.0.0.0/8]}
      upstreams:
        - type: microsoft365
          name: m
          tenants: [01234567-89ab-cdef-0123-456789abcdef]
          sender_domains: [example.org]
          secret_header: {name: X-Key, values: [{file: keys/header}]}
          networks: [192.0.2.0/24]
          client_certificate: require
          certificate_names: [provider.example]
          allow_hybrid: true
          dkim: required
          sessions: 1
        - type: google
          name: g
          sender_domains: [example.org]
          secret_header: {name: X-Key, file: keys/header}
          networks: [192.0.2.0/24]
          client_certificate: require
          certificate_names: [provider.example]
          dkim: off
          sessions: 2
        - type: application
          name: a
          accounts:
            - user: u
              password: {file: keys/account}
              scram: "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
              client_keys: [AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=]
              sender_domains: [example.org]
              messages_per_hour: 3
              recipients_per_hour: 4
          sender_domains: [example.org]
          networks: [192.0.2.0/24]
          sessions: 5
        - name: app
          networks: [192.0.2.0/24]
          secret_header: {name: X-Key, values: [{file: keys/header}]}
          client_keys: [AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=]
          sender_domains: [example.org]
          trust_public_address_alone: true
          sessions: 6
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
        stress_timeout: 4s
        data_timeout: 9s
        handshake_timeout: 10s
        session_timeout: 11m
        write_timeout: 12s
        minimum_rate: 13
        transaction_timeout: 14s
        commands: 15
        text_line: 1001
        chunks: 17
        header_fields: 18
        mime_depth: 19
        mime_parts: 20
      authentication: {failures: 2, failures_per_client: 3, lock: 4s, delay: 5s, parallel: 6}
      storage: {engine: postgresql, url: 'jdbc:postgresql:x', user: u, password: p, readers: 2,
                batch: 3, backlog: 4, minimum_free: 5}
      sealing: {key_credential: root}
      dns: {resolvers: ['[::1]:53'], timeout: 1s, cache_maximum: 2s, dnssec: trust_ad,
            trust_anchors: [certificates/a.crt], signed_name: org, forged_name: forged.example}
      outbound:
        port: 26
        trusted_authorities: [certificates/a.crt]
        public_authorities: false
        smart_host: relay.example.org:25
        smart_host_user: u
        smart_host_password: p
        trust_onward_tls: true
        engine: jdk
        concurrency: 2
        connections_per_host: 3
        traffic: {initial_concurrency: 2, failed_cohorts: 1.5, suspend: 61s, suspend_longest: 901s,
                  recipients: 99}
        idle: 4s
        reuse: 6s
        connect_timeout: 7s
        reply_timeout: 8s
        content_timeout: 9s
        trusted_mx_names: ["*.provider.example"]
        private_networks: [10.0.0.0/8]
        return:
          - {upstream: app, host: relay.example.net:587, certificate: certificates/a.crt,
             key: certificates/a.key, user: u, password: p, trust_onward_tls: true,
             processed_word: 0123456789abcdef}
        destinations:
          - {domain: [clinic.example, .clinic.example], level: secure, match: [mx.partner.example],
             minimum: TLSv1.3, concurrency: 4, rate: 60, recipients: 20, messages_per_connection: 50}
          - {domain: signed.example, level: dane-only}
        sources:
          - {name: clinical, addresses: [192.0.2.10, "2001:db8::10"], helo: c.gateway.example,
             sender_domains: [.clinic.example], upstreams: [app], only_protected: true}
        address_order: ipv6_only
        mta_sts: false
        requiretls: enforce
        cipher_floor: aes-256
        tls_required_no: ignore
        tls_reports: {enabled: false, organisation: Clinic, contact: tls@example.org}
      signing: {dkim: false, arc: example.org}
      keys: {trusted_authorities: [certificates/a.crt], public_authorities: false,
        revocation: always, revocation_timeout: 3s, crl_size: 1MiB,
        revocation_networks: [10.0.0.0/8], expiry_warning: 14d,
        discovery: {enabled: true, except: [.local.example], sources: [smimea, vks], timeout: 4s,
         source_timeout: 3s, refresh: 2h, negative: 61s, keep: 1d, vks: keys.example,
         ldap: [{domains: [partner.example], server: ldap.partner.example:389, security: starttls,
                 base: dc=partner, user: cn=u, password: p, addresses: [mail, other],
                 vouches: true}]}}
      encryption: {maximum_size: 35MiB, smime: [{to: [partner.example, ann@x.example],
                   content: aes-256-gcm, key_transport: rsa-oaep}],
                   decryption: {recipients: [clinic.example], unauthenticated: leave,
                                maximum_size: 9MiB}}
      loops: {duplicates: 4, window: 5m}
      queue: {retry: [1s, 2s], jitter: 0.1, expire: 1d, expire_protected: 12h, warn_after: 2h,
              greylisted: 301s, blocked: 3601s, notices_per_hour: 99, lease: 3m}
      policy: {directory: certificates, reload_interval: 7s, replay_retention: 6d, threshold: 0.5, maximum_text: 1MiB, maximum_depth: 2, maximum_time: 5s,
               maximum_parts: 3, unread_image: 4, detector: detector.yaml, ocr: true, attachments: {workers: 1,
               heap: 64MiB, time: 1s, patience: 2s, file_size: 1MiB, entries: 5, depth: 6,
               expanded: 2MiB, ratio: 7, files_per_worker: 8, bytes_per_worker: 3MiB},
               mode: observe, observe_delivers_unprotected: true,
               breaker: {share: 0.25, minimum: 5, window: 2m}}
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
      metrics: {address: 127.0.0.1:3}
      """;

  private AllKeys() {}

  static Settings expected(Path home) {
    Optional<Path> certificate = Optional.of(home.resolve("certificates/a.crt"));
    Optional<Path> key = Optional.of(home.resolve("certificates/a.key"));
    return new Settings(
        new Settings.Server(
            "gateway.example.org", "two", home.resolve("store"), seconds(60), seconds(2)),
        List.of(
            new Settings.Listener(
                "a",
                new HostPort("127.0.0.1", 1),
                Settings.TlsMode.IMPLICIT,
                certificate,
                key,
                Optional.of(new Secret("$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA")),
                false,
                Settings.TlsEngine.JDK,
                List.of(home.resolve("certificates/a.crt")),
                Settings.Strictness.TOLERANT,
                List.of(Tolerance.NUL),
                List.of(Extension.CHUNKING),
                List.of(Cidr.parse("10.0.0.0/8")))),
        upstreams(home),
        limits(),
        new Settings.Authentication(2, 3, seconds(4), seconds(5), 6),
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
        new DnsSettings(
            List.of(new HostPort("::1", 53)),
            seconds(1),
            seconds(2),
            DnsSettings.Dnssec.TRUST_AD,
            List.of(home.resolve("certificates/a.crt")),
            "org",
            "forged.example"),
        outbound(home),
        new SigningSettings(false, Optional.of("example.org")),
        new KeySettings(
            List.of(home.resolve("certificates/a.crt")),
            false,
            KeySettings.Revocation.ALWAYS,
            seconds(3),
            new DataSize(1 << 20),
            List.of(Cidr.parse("10.0.0.0/8")),
            Duration.ofDays(14),
            new DiscoverySettings(
                true,
                List.of(".local.example"),
                List.of(DiscoverySettings.Source.SMIMEA, DiscoverySettings.Source.VKS),
                seconds(4),
                seconds(3),
                seconds(7200),
                seconds(61),
                seconds(86400),
                "keys.example",
                List.of(
                    new LdapSettings(
                        List.of("partner.example"),
                        new HostPort("ldap.partner.example", 389),
                        LdapSettings.Security.STARTTLS,
                        "dc=partner",
                        Optional.of("cn=u"),
                        Optional.of(new Secret("p")),
                        List.of("mail", "other"),
                        true)))),
        new EncryptionSettings(
            Optional.of(new DataSize(35 << 20)),
            List.of(
                new EncryptionSettings.SmimePin(
                    List.of("partner.example", "ann@x.example"),
                    EncryptionSettings.Content.AES_256_GCM,
                    EncryptionSettings.KeyTransport.RSA_OAEP)),
            new DecryptionSettings(
                List.of("clinic.example"),
                DecryptionSettings.Unauthenticated.LEAVE,
                new DataSize(9 << 20))),
        new Settings.Loops(4, seconds(300)),
        new Settings.Queue(
            List.of(seconds(1), seconds(2)),
            0.1,
            seconds(86400),
            seconds(43200),
            seconds(7200),
            seconds(301),
            seconds(3601),
            99,
            seconds(180)),
        new PolicySettings(
            home.resolve("certificates"),
            seconds(7),
            Duration.ofDays(6),
            0.5,
            new DataSize(1 << 20),
            2,
            3,
            seconds(5),
            new DataSize(4),
            Optional.of(home.resolve("detector.yaml")),
            true,
            new PolicySettings.Attachments(
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
                new DataSize(3 << 20)),
            PolicySettings.Mode.OBSERVE,
            true,
            Optional.of(new PolicySettings.Breaker(0.25, 5, seconds(120)))),
        Optional.of(
            new PortalSettings(
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
        new Settings.Logging(Settings.Format.JSON, "debug"),
        Optional.of(new Settings.Metrics(new HostPort("127.0.0.1", 3))));
  }

  private static List<UpstreamSettings> upstreams(Path home) {
    List<Cidr> networks = List.of(Cidr.parse("192.0.2.0/24"));
    List<String> domains = List.of("example.org");
    List<String> names = List.of("provider.example");
    Optional<UpstreamSettings.SecretHeader> header =
        Optional.of(
            new UpstreamSettings.SecretHeader(
                "X-Key", List.of(new Secret("0123456789abcdef")), Optional.empty()));
    Optional<UpstreamSettings.SecretHeader> fromFile =
        Optional.of(
            new UpstreamSettings.SecretHeader(
                "X-Key", List.of(), Optional.of(home.resolve("keys/header"))));
    return List.of(
        new UpstreamSettings.Microsoft365(
            "m",
            List.of("01234567-89ab-cdef-0123-456789abcdef"),
            domains,
            header,
            networks,
            UpstreamSettings.CertificateDemand.REQUIRE,
            names,
            true,
            UpstreamSettings.DkimDemand.REQUIRED,
            1),
        new UpstreamSettings.Google(
            "g",
            domains,
            fromFile,
            networks,
            UpstreamSettings.CertificateDemand.REQUIRE,
            names,
            UpstreamSettings.DkimDemand.OFF,
            2),
        new UpstreamSettings.Application("a", List.of(account(domains)), domains, networks, 5),
        new UpstreamSettings.Network("app", networks, header, List.of(DIGEST), domains, true, 6));
  }

  private static UpstreamSettings.Account account(List<String> domains) {
    return new UpstreamSettings.Account(
        "u",
        Optional.of(new Secret("$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA")),
        Optional.of(
            new Secret("SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$" + DIGEST + ":" + DIGEST)),
        List.of(DIGEST),
        domains,
        3,
        4);
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
        seconds(4),
        seconds(9),
        seconds(10),
        seconds(660),
        seconds(12),
        new DataSize(13),
        seconds(14),
        15,
        1001,
        17,
        18,
        19,
        20);
  }

  private static Settings.Outbound outbound(Path home) {
    return new Settings.Outbound(
        26,
        List.of(home.resolve("certificates/a.crt")),
        false,
        Optional.of(new HostPort("relay.example.org", 25)),
        Optional.of("u"),
        Optional.of(new Secret("p")),
        true,
        Settings.TlsEngine.JDK,
        2,
        3,
        new Settings.Traffic(2, 1.5, seconds(61), seconds(901), 99),
        seconds(4),
        seconds(6),
        seconds(7),
        seconds(8),
        seconds(9),
        List.of("*.provider.example"),
        List.of(Cidr.parse("10.0.0.0/8")),
        List.of(
            new ReturnSettings(
                "app",
                new HostPort("relay.example.net", 587),
                Optional.of(home.resolve("certificates/a.crt")),
                Optional.of(home.resolve("certificates/a.key")),
                Optional.of("u"),
                Optional.of(new Secret("p")),
                true,
                Optional.of(new Secret("0123456789abcdef")))),
        List.of(
            new DestinationSettings(
                List.of("clinic.example", ".clinic.example"),
                Optional.of(DestinationSettings.Level.SECURE),
                List.of("mx.partner.example"),
                "TLSv1.3",
                Optional.of(4),
                Optional.of(60),
                Optional.of(20),
                Optional.of(50)),
            new DestinationSettings(
                List.of("signed.example"),
                Optional.of(DestinationSettings.Level.DANE_ONLY),
                List.of(),
                "TLSv1.2",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())),
        List.of(
            new SourceSettings(
                "clinical",
                List.of("192.0.2.10", "2001:db8::10"),
                "c.gateway.example",
                List.of(".clinic.example"),
                List.of("app"),
                true)),
        Settings.AddressOrder.IPV6_ONLY,
        false,
        Settings.RequireTls.ENFORCE,
        Settings.CipherFloor.AES_256,
        Settings.TlsRequiredNo.IGNORE,
        new TlsReportSettings(false, Optional.of("Clinic"), Optional.of("tls@example.org")));
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }
}
