package io.postern.config.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.ConfigException;
import io.postern.config.DataSize;
import io.postern.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  private static final String UPSTREAM = "upstreams:\n  - name: app\n    ";

  @TempDir Path directory;
  private Home home;

  @BeforeEach
  void createHome() throws IOException {
    home = Home.in(directory);
  }

  @Test
  void load_minimal_takesAllDefaults() {
    Settings settings = home.load(Home.MINIMAL);
    assertThat(settings.server().node()).isEqualTo("node1");
    assertThat(settings.server().data()).isEqualTo(directory.resolve("data"));
    assertThat(settings.server().stopTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.listeners().getFirst().tls()).isEqualTo(Settings.TlsMode.STARTTLS);
    assertThat(settings.listeners().getFirst().requireTls()).isTrue();
    assertThat(settings.upstreams()).isEmpty();
    assertThat(settings.limits())
        .isEqualTo(
            new Settings.Limits(
                DataSize.parse("50MiB"),
                1000,
                16000,
                200,
                10000,
                10,
                2048,
                DataSize.parse("256KiB"),
                50,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofMinutes(3),
                Duration.ofSeconds(15),
                Duration.ofHours(2),
                Duration.ofMinutes(1),
                DataSize.parse("1KiB"),
                Duration.ofMinutes(30),
                1000,
                998,
                10000,
                1000,
                100,
                10000));
    assertThat(settings.authentication())
        .isEqualTo(
            new Settings.Authentication(5, 20, Duration.ofMinutes(5), Duration.ofSeconds(1), 4));
    assertThat(settings.storage())
        .isEqualTo(
            new Settings.Storage(
                Settings.Engine.SQLITE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                4,
                256,
                10000,
                DataSize.parse("256MiB")));
    assertThat(settings.dns())
        .isEqualTo(
            new DnsSettings(
                List.of(),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                DnsSettings.Dnssec.VALIDATE,
                List.of(),
                ".",
                "dnssec-failed.org"));
    assertThat(settings.outbound().port()).isEqualTo(25);
    assertThat(settings.outbound().engine()).isEqualTo(Settings.TlsEngine.NATIVE);
    assertThat(settings.queue().retry()).hasSize(7).endsWith(Duration.ofHours(2));
    assertThat(settings.policy().directory()).isEqualTo(directory.resolve("policies"));
    assertThat(settings.portal()).isEmpty();
    assertThat(settings.logging()).isEqualTo(new Settings.Logging(Settings.Format.TEXT, "info"));
  }

  @Test
  void load_everyKey_isMapped() throws IOException {
    Files.writeString(
        directory.resolve("keys/account"), "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA\n");
    Files.writeString(directory.resolve("keys/header"), "0123456789abcdef\n");
    Settings settings = home.load(AllKeys.TEXT);
    assertThat(settings).isEqualTo(AllKeys.expected(directory));
  }

  @Test
  void load_noFile_saysSo() {
    assertThatThrownBy(() -> SettingsLoader.load(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessage(directory.resolve("postern.yaml") + ":1:1: no such file");
  }

  @Test
  void load_emptyFile_namesEveryMissingKey() {
    assertThatThrownBy(() -> home.load(""))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::toString)
                    .map(p -> p.replace(directory + "/", ""))
                    .containsExactly(
                        "postern.yaml:1:1 server: missing key",
                        "postern.yaml:1:1 listeners: missing key",
                        "postern.yaml:1:1 sealing: missing key"));
  }

  @Test
  void load_badServerAndListener_namePlace() {
    bad(
        "hostname: gateway.example.org",
        "hostnam: g",
        "2:3 server.hostnam: unknown key; did you mean 'hostname'?",
        "2:3 server.hostname: missing key");
    bad(
        "hostname: gateway.example.org",
        "hostname: gateway",
        "2:13 server.hostname: a domain name is needed, as in example.org");
    bad("  hostname: gateway.example.org", "", "1:8 server: no value; give one or remove the key");
    bad("certificates/a.crt", "certificates/b.crt", "6:18 listeners[0].certificate: no such file");
    bad("certificates/a.key", "certificates", "7:10 listeners[0].key: no such file");
    bad("    key: certificates/a.key\n", "", "4:5 listeners[0]: certificate needs key (it is PEM)");
    bad(
        "    key:",
        "    tls: none\n    key:",
        "4:5 listeners[0]: require_tls: false is needed where tls is none");
    bad(
        "name: main",
        "name: main hall",
        "4:11 listeners[0].name: a name has 1 to 63 letters, digits, '.', '_' or '-'");
    bad(
        "127.0.0.1:2525",
        "127.0.0.1",
        "5:14 listeners[0].address: not host:port; IPv6 addresses stand in brackets");
    bad(
        "keys/root.key",
        "data/root.key",
        "9:13 sealing.key_file: no such file",
        "9:13 sealing.key_file: lies in the data directory; whoever copies that has both");
    bad(
        "  key_file: keys/root.key",
        "  key_file: keys/root.key\n  key_environment: X",
        "9:3 sealing: exactly one of key_file, key_credential, key_environment is needed");
  }

  @Test
  void load_unknownTolerance_namesThoseThereAre() {
    String text = Home.MINIMAL.replace("  - name: main", "  - name: main\n    tolerate: [bare_rc]");
    assertThatThrownBy(() -> home.load(text))
        .hasMessageContaining("listeners[0].tolerate[0]: must be one of bare_lf_in_bdat, ")
        .hasMessageContaining("did you mean 'bare_cr'?");
  }

  @Test
  void load_balancerInAnUpstreamsNetworks_isRefused() {
    String listener =
        Home.MINIMAL.replace("  - name: main", "  - name: main\n    balancers: [10.1.0.0/16]");
    String upstream = "upstreams:\n  - name: relay\n    networks: [%s]\n";
    expect(
        listener + upstream.formatted("10.0.0.0/8"),
        "5:17 listeners[0].balancers[0]: lies in an upstream's networks, and would relay");
    expect(
        listener + upstream.formatted("10.1.2.0/24"),
        "5:17 listeners[0].balancers[0]: lies in an upstream's networks, and would relay");
    assertThat(home.load(listener + upstream.formatted("10.2.0.0/16")).listeners()).hasSize(1);
  }

  @Test
  void load_badUpstreams_namePlace() {
    more(UPSTREAM + "sender_domains: []", "11:5 upstreams[0].networks: missing key");
    more(
        UPSTREAM + "networks: [10.0.0.1/8]",
        "12:16 upstreams[0].networks[0]: the address has bits beyond its prefix");
    more(
        UPSTREAM + "networks: [192.0.2.0/24]",
        "11:5 upstreams[0]: a public network needs secret_header or client_keys: an address alone does not authorise a relay (or accept the risk with trust_public_address_alone: true)");
    more(
        UPSTREAM + "networks: [10.0.0.0/8]\n    sender_domains: [x]",
        "13:22 upstreams[0].sender_domains[0]: a domain name is needed, as in example.org");
    more(
        UPSTREAM + "networks: [10.0.0.0/8]\n  - name: app\n    networks: [10.0.0.0/8]",
        "13:11 upstreams[1].name: another upstream has this name");
    more(
        UPSTREAM + "type: application\n    accounts: [{user: a, password: hunter2}]",
        "13:36 upstreams[0].accounts[0].password: not an Argon2id hash in PHC form ($argon2id$v=19$...)");
    more(
        UPSTREAM + "networks: [192.0.2.0/24]\n    secret_header: {name: X, values: [hunter2]}",
        "13:20 upstreams[0].secret_header: values of at least 16 characters are needed");
    more(
        UPSTREAM + "networks: [192.0.2.0/24]\n    secret_header: {name: X}",
        "13:20 upstreams[0].secret_header: either values or file is needed");
    more(
        UPSTREAM + "networks: [192.0.2.0/24]\n    secret_header: {name: X, file: keys/none}",
        "13:36 upstreams[0].secret_header.file: the secrets' file cannot be read");
    more(
        UPSTREAM
            + "networks: [10.0.0.0/8]\n    secret_header: {name: 'X:', values: [hunter2hunter2hunter2]}",
        "13:27 upstreams[0].secret_header.name: not the name of a header field");
  }

  @Test
  void load_badDestinations_namePlace() {
    String entry = "outbound:\n  destinations:\n    - ";
    more(
        entry + "{domain: a.example, level: strong}",
        "12:34 outbound.destinations[0].level: must be"
            + " one of may, encrypt, fingerprint, secure, mta_sts, dane, dane_only");
    more(
        entry + "{domain: 'a example', level: may}",
        "12:16 outbound.destinations[0].domain: 'a example' is not a domain, as in example.org or"
            + " .example.org");
    more(
        entry + "{domain: a.example, level: fingerprint}",
        "12:7 outbound.destinations[0].match: level fingerprint needs one or more digests");
    more(
        entry + "{domain: a.example, level: fingerprint, match: [abcd]}",
        "12:55 outbound.destinations[0].match[0]: not a SHA-256 digest: 64 hex digits of a"
            + " certificate, or base64 of a public key");
    more(
        entry + "{domain: a.example, level: secure, match: [x]}",
        "12:50 outbound.destinations[0].match[0]: not a host name, .example.net, nexthop or"
            + " dot-nexthop");
    more(
        entry + "{domain: a.example, level: dane, match: [x.example]}",
        "12:47 outbound.destinations[0].match: belongs to the levels fingerprint and secure");
    more(
        entry + "{domain: a.example, level: may, minimum: SSLv3}",
        "12:48 outbound.destinations[0].minimum: must be TLSv1.2 or TLSv1.3");
    more(
        entry + "{domain: [a.example, a.example], level: may}",
        "12:16 outbound.destinations[0].domain: an entry before is for a.example already");
    more(
        entry + "{domain: a.example}",
        "12:7 outbound.destinations[0]: needs one of level, concurrency, rate, recipients,"
            + " messages_per_connection");
    more(
        entry + "{domain: a.example, rate: 60, minimum: TLSv1.3}",
        "12:7 outbound.destinations[0]: match and minimum need a level");
    more(
        entry + "{domain: a.example, level: dane-only}\ndns: {dnssec: off}",
        "12:34 outbound.destinations[0].level: needs dns.dnssec: validate or trust_ad");
    more(
        "outbound: {mta_sts: false, destinations: [{domain: a.example, level: mta-sts}]}",
        "10:70 outbound.destinations[0].level: needs outbound.mta_sts: true");
    more(
        "dns: {dnssec: trust_ad, resolvers: ['192.0.2.1:53']}",
        "10:37 dns.resolvers[0]: with dnssec: trust_ad a resolver must be on loopback; else use"
            + " dnssec: validate");
  }

  @Test
  void load_badSources_namePlace() {
    String entry = "outbound:\n  sources:\n    - ";
    more(
        entry + "{name: '', addresses: [192.0.2.1], helo: g.example}",
        "12:14 outbound.sources[0].name: must not be empty");
    more(
        entry + "{name: a, addresses: [192.0.2.256], helo: g.example}",
        "12:29 outbound.sources[0].addresses[0]: not an IPv4 or IPv6 address");
    more(
        entry + "{name: a, addresses: ['2001::db8::1'], helo: g.example}",
        "12:29 outbound.sources[0].addresses[0]: not an IPv4 or IPv6 address");
  }

  @Test
  void load_badRest_namesPlace() {
    more(
        "limits: {recipients: 0}", "10:22 limits.recipients: out of range; allowed is 1 to 100000");
    more(
        "limits: {recipents: 1}",
        "10:10 limits.recipents: unknown key; did you mean 'recipients'?");
    more(
        "storage: {engine: postgresql}", "10:10 storage: url is needed where engine is postgresql");
    more("storage: {engine: h2}", "10:19 storage.engine: must be one of sqlite, postgresql");
    more(
        "dns: {resolvers: ['dns.example.org:53']}",
        "10:19 dns.resolvers[0]: a resolver is given by its IP address");
    more(
        "outbound: {trusted_authorities: [none.pem]}",
        "10:34 outbound.trusted_authorities[0]: no such file");
    more("queue: {retry: []}", "10:16 queue.retry: one or more waits are needed");
    more("queue: {jitter: 1}", "10:17 queue.jitter: out of range; allowed is 0 to 0.9");
    more("policy: {directory: none}", "10:21 policy.directory: no such directory");
    more("logging: {level: loud}", "10:18 logging.level: must be one of error, warn, info, debug");
    more(
        "portal: {address: '127.0.0.1:0', url: 'http://mail.example.org', from: a@b.org, organisation: x}",
        "10:9 portal: url must be https (http only on loopback)");
    more(
        "portal: {address: '127.0.0.1:0', url: 'https://mail.example.org/portal', from: a@b.org, organisation: x}",
        "10:9 portal: url is scheme, host and port alone: the portal owns its whole host");
    more(
        "portal: {address: '127.0.0.1:0', url: 'https://mail.example.org', from: a, organisation: x}",
        "10:73 portal.from: an address is needed, as in secure-mail@example.org");
    for (String bad : new String[] {"a", "'a b@example.org'", "a@b", "'a>@example.org'"}) {
      more(
          "outbound: {tls_reports: {contact: " + bad + "}}",
          "10:35 outbound.tls_reports.contact: an address is needed, as in secure-mail@example.org");
    }
    more("server: {}", "10:1 server: duplicate key, first at line 1");
  }

  @Test
  void load_badDirectoryOfCertificates_namesPlace() {
    String user = "base: 'dc=a', user: ";
    assertDirectory("base: ''", "base: must be a distinguished name (RFC 4514)");
    assertDirectory("base: people", "base: must be a distinguished name (RFC 4514)");
    assertDirectory("base: 'dc=a,,dc=b'", "base: must be a distinguished name (RFC 4514)");
    assertDirectory(user + "'', password: p", "user: must be a distinguished name");
    assertDirectory(user + "reader, password: p", "user: must be a distinguished name");
    assertDirectory(user + "'cn=x', password: ''", "password: a secret is not empty");
    for (String good : List.of("cn=x", "reader@a.example", "A\\reader")) {
      home.load(directory(user + "'" + good + "', password: p"));
    }
  }

  private void assertDirectory(String settings, String problem) {
    assertThatThrownBy(() -> home.load(directory(settings)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("keys.discovery.ldap[0]." + problem);
  }

  private static String directory(String settings) {
    return Home.MINIMAL
        + "\nkeys: {discovery: {ldap: [{domains: [a.example], server: 'ldap.a.example:636', "
        + settings
        + "}]}}\n";
  }

  @Test
  void load_badReturnRoutes_namePlace() {
    String key = ", certificate: certificates/a.crt, key: certificates/a.key";
    returns(
        "[{upstream: other, host: 'relay.example.net:25'}]",
        "13:23 outbound.return[0].upstream: no upstream has this name");
    returns(
        "[{upstream: app, host: '192.0.2.1:25'}]",
        "13:34 outbound.return[0].host: a host name and a port are needed, as in"
            + " relay.example.org:25; a certificate proves names");
    returns(
        "[{upstream: app, host: 'relay.example.net:25', certificate: certificates/a.crt}]",
        "13:12 outbound.return[0]: certificate and key are given together or not at all");
    returns(
        "[{upstream: app, host: 'relay.example.net:25', user: u}]",
        "13:12 outbound.return[0]: user and password are given together or not at all");
    returns(
        "[{upstream: app, host: 'relay.example.net:25', processed_word: short}]",
        "13:12 outbound.return[0]: processed_word has 16 to 100 letters, digits, '.', '_' or '-'");
    returns(
        "[{upstream: app, host: 'relay.example.net:25', certificate: certificates/b.crt,"
            + " key: certificates/a.key}]",
        "13:71 outbound.return[0].certificate: no such file");
    returns(
        "[{upstream: app, host: 'relay.example.net:25', certificate: certificates/a.key,"
            + " key: certificates/a.key}]",
        "13:71 outbound.return[0].certificate: not a file of PEM certificates");
    returns(
        "[{upstream: app, host: 'a.example:25'%1$s}, {upstream: two, host: 'b.example:25'%1$s}]"
            .formatted(key),
        "13:160 outbound.return[1].certificate: another return entry shows this certificate");
  }

  private void returns(String entries, String... expected) {
    more(
        "upstreams: [{name: app, networks: [10.0.0.0/8]},\n"
            + "            {name: two, networks: [10.0.0.0/8]}]\n"
            + "outbound:\n  return: "
            + entries,
        expected);
  }

  @Test
  void load_problemBesideSecrets_neverShowsThem() {
    assertThatThrownBy(() ->
            home.load(
                Home.MINIMAL
                    + "storage: {password: hunter2, engine: hunter2}\nlogging: {level: hunter2}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void toString_settingsWithSecrets_hidesThem() {
    assertThat(home.load(Home.MINIMAL + "storage: {password: hunter2}").toString())
        .contains("***")
        .doesNotContain("hunter2");
  }

  private void more(String text, String... expected) {
    expect(Home.MINIMAL + text, expected);
  }

  private void bad(String replaced, String by, String... expected) {
    assertThat(Home.MINIMAL).contains(replaced);
    expect(Home.MINIMAL.replace(replaced, by), expected);
  }

  private void expect(String text, String... expected) {
    assertThatThrownBy(() -> home.load(text))
        .as(text)
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .extracting(p -> p.toString().replace(directory + "/postern.yaml:", ""))
                    .containsExactly(expected));
  }
}
