package io.postern.outbound.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Cidr;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.Mailbox;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.https.HttpsClient;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.tls.Checker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Web Key Directories and key servers on a real web server. */
class WebKeyDirectoryTest {
  private static final Certs CA = new Certs("root");
  private static final Mailbox JOE = Mailbox.parse("Joe.Doe@example.org");
  private static final String HASH = "iy9q119eutrkn8s1mk4r39qejnbu3n5q";
  private static final String ADVANCED = "/.well-known/openpgpkey/example.org/hu/" + HASH;
  private static final String DIRECT = "/.well-known/openpgpkey/hu/" + HASH;
  private static final String BOTH = "openpgpkey.example.org";
  private static final byte[] KEY = "a key".getBytes(StandardCharsets.US_ASCII);

  private static FakeDns both() {
    return new FakeDns().a(BOTH, "127.0.0.1").a("example.org", "127.0.0.1");
  }

  @Test
  void ask_advancedHostExists_keyFromThereWithLocalPartAsWritten() throws Exception {
    try (KeyWeb web = web().file(ADVANCED, KEY).file(DIRECT, new byte[] {1})) {
      assertThat(ask(both(), web))
          .isInstanceOfSatisfying(
              SourceAnswer.Found.class,
              found -> {
                assertThat(found.keys()).containsExactly(KEY);
                assertThat(found.place()).isEqualTo("https://" + BOTH + ADVANCED);
              });
      assertThat(web.requests()).containsExactly(BOTH + ADVANCED + "?l=Joe.Doe");
    }
  }

  @Test
  void ask_noAdvancedHost_direct() throws Exception {
    try (KeyWeb web = web().file(DIRECT, KEY)) {
      FakeDns dns = new FakeDns().a("example.org", "127.0.0.1");
      assertThat(ask(dns, web)).isInstanceOf(SourceAnswer.Found.class);
      assertThat(web.requests()).containsExactly("example.org" + DIRECT + "?l=Joe.Doe");
    }
  }

  @Test
  void ask_advancedHostWithoutTheKey_directIsNotAsked() throws Exception {
    try (KeyWeb web = web().file(DIRECT, KEY)) {
      assertThat(ask(both(), web)).isInstanceOf(SourceAnswer.None.class);
      assertThat(web.requests()).hasSize(1);
    }
  }

  @Test
  void ask_dnsOfAdvancedHostFails_directIsNotAsked() throws Exception {
    try (KeyWeb web = web().file(DIRECT, KEY)) {
      FakeDns dns =
          new FakeDns()
              .a("example.org", "127.0.0.1")
              .a(BOTH, new Answer.TemporaryFailure<>("SERVFAIL"));
      assertThat(ask(dns, web)).isInstanceOf(SourceAnswer.Failed.class);
      assertThat(web.requests()).isEmpty();
    }
  }

  @Test
  void ask_domainWithoutWebServer_none() throws Exception {
    try (KeyWeb web = web()) {
      assertThat(ask(new FakeDns(), web)).isInstanceOf(SourceAnswer.None.class);
    }
  }

  @Test
  void ask_wrongCertificate_nothingIsAsked() throws Exception {
    for (TlsIdentity bad : List.of(CA.good("example.org"), new Certs("unknown").good(BOTH))) {
      try (KeyWeb web = new KeyWeb(bad).file(ADVANCED, KEY)) {
        assertThat(ask(both(), web).toString()).contains("Failed").contains("certificate");
        assertThat(web.requests()).isEmpty();
      }
    }
  }

  @Test
  void ask_redirected_notFollowed() throws Exception {
    try (KeyWeb web = web().file(ADVANCED, KEY).status(301)) {
      assertThat(ask(both(), web)).isInstanceOf(SourceAnswer.None.class);
      assertThat(web.requests()).hasSize(1);
    }
  }

  @Test
  void ask_serverInTrouble_failed() throws Exception {
    for (int status : new int[] {500, 503, 429}) {
      try (KeyWeb web = web().file(ADVANCED, KEY).status(status)) {
        assertThat(ask(both(), web)).isInstanceOf(SourceAnswer.Failed.class);
      }
    }
  }

  @Test
  void ask_tooLarge_failed() throws Exception {
    try (KeyWeb web = web().file(ADVANCED, new byte[KeyFetch.LARGEST + 1])) {
      assertThat(ask(both(), web).toString()).contains("Failed").contains("larger");
    }
  }

  @Test
  void ask_silentServer_endsInTime() throws Exception {
    try (KeyWeb web = web().silent()) {
      long started = System.nanoTime();
      assertThat(ask(both(), web, Duration.ofMillis(300))).isInstanceOf(SourceAnswer.Failed.class);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void ask_privateAddress_notConnectedTo() throws Exception {
    try (KeyWeb web = web().file(ADVANCED, KEY)) {
      HttpsClient https = https(both(), web.port(), new Destinations(List.of(), List.of()));
      assertThat(ask(new WebKeyDirectory(both(), https), Duration.ofSeconds(5)))
          .isInstanceOf(SourceAnswer.Failed.class);
      assertThat(web.requests()).isEmpty();
    }
  }

  @Test
  void vks_keyIsThere_byWholeAddress() throws Exception {
    try (KeyWeb web =
        new KeyWeb(CA.good("keys.example")).file("/vks/v1/by-email/joe.doe@example.org", KEY)) {
      FakeDns dns = new FakeDns().a("keys.example", "127.0.0.1");
      VerifyingKeyServer vks =
          new VerifyingKeyServer("keys.example", https(dns, web.port(), loopback()));
      assertThat(ask(vks, Duration.ofSeconds(5)))
          .isInstanceOfSatisfying(
              SourceAnswer.Found.class, f -> assertThat(f.place()).doesNotContain("joe"));
      assertThat(web.requests())
          .containsExactly("keys.example/vks/v1/by-email/joe.doe%40example.org");
    }
  }

  private static KeyWeb web() throws Exception {
    return new KeyWeb(CA.good(BOTH, "example.org"));
  }

  private static SourceAnswer ask(FakeDns dns, KeyWeb web) throws Exception {
    return ask(dns, web, Duration.ofSeconds(5));
  }

  private static SourceAnswer ask(FakeDns dns, KeyWeb web, Duration patience) throws Exception {
    return ask(new WebKeyDirectory(dns, https(dns, web.port(), loopback())), patience);
  }

  private static SourceAnswer ask(KeySource source, Duration patience) {
    return source.ask(new KeySource.Query(JOE, patience, List.of()));
  }

  private static Destinations loopback() {
    return new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of());
  }

  private static HttpsClient https(FakeDns dns, int port, Destinations destinations)
      throws Exception {
    return new HttpsClient(
        dns,
        destinations,
        TlsEngines.client(TlsEngine.NATIVE),
        new Checker(new TrustedAuthorities(Set.of(CA.root())), InstantSource.system()),
        port);
  }
}
