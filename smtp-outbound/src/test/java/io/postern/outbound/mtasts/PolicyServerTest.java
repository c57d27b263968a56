package io.postern.outbound.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Cidr;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.TrustedAuthorities;
import io.postern.outbound.https.HttpsClient;
import io.postern.outbound.route.Destinations;
import io.postern.outbound.sts.PolicyFetch.Fetched;
import io.postern.outbound.sts.PolicyServer;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.PolicyWeb;
import io.postern.outbound.testing.PolicyWeb.Page;
import io.postern.outbound.tls.Checker;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy server must be like, with a real one (RFC 8461 3.3). */
class PolicyServerTest {
  private static final Certs CA = new Certs("root");
  private static final String HOST = "mta-sts.example.org";
  private static final String POLICY =
      "version: STSv1\nmode: enforce\nmx: mx.example.org\nmax_age: 86400\n";

  @Test
  void fetch_goodServer_policy() throws Exception {
    for (boolean chunked : new boolean[] {true, false}) {
      assertThat(fetch(CA.good(HOST), 200, "text/plain; charset=utf-8", POLICY, chunked))
          .isInstanceOfSatisfying(
              Fetched.Policy.class, p -> assertThat(p.policy().accepts("mx.example.org")).isTrue());
    }
  }

  @Test
  void fetch_certificateIsNotForTheName_failed() throws Exception {
    for (TlsIdentity bad :
        List.of(
            CA.good("example.org"),
            CA.commonNameOnly(HOST),
            CA.expired(HOST),
            Certs.selfSigned(HOST),
            new Certs("unknown").good(HOST))) {
      assertThat(fetch(bad, 200, "text/plain", POLICY, false)).isInstanceOf(Fetched.Failed.class);
    }
  }

  @Test
  void fetch_redirectErrorOrHtml_failed() throws Exception {
    assertThat(fetch(CA.good(HOST), 302, "text/plain", POLICY, false).toString()).contains("302");
    assertThat(fetch(CA.good(HOST), 404, "text/plain", POLICY, false).toString()).contains("404");
    assertThat(fetch(CA.good(HOST), 200, "text/html", POLICY, false).toString())
        .contains("text/plain");
  }

  @Test
  void fetch_oneServerOfSeveralIsOutOfOrder_nextIsAsked() throws Exception {
    Page good = new Page(200, "text/plain", POLICY, false);
    try (PolicyWeb web = new PolicyWeb(CA.good(HOST), good)) {
      web.first(new Page(503, "text/plain", "", false));
      FakeDns dns = new FakeDns().a(HOST, "127.0.0.1", "127.0.0.1");
      Destinations loopback = new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of());
      assertThat(server(dns, web.port(), loopback).fetch("example.org"))
          .isInstanceOf(Fetched.Policy.class);
      assertThat(web.fetches()).isEqualTo(2);
    }
  }

  @Test
  void fetch_tooLargeOrNotValid_failed() throws Exception {
    String large = POLICY + "# ".repeat(40_000);
    assertThat(fetch(CA.good(HOST), 200, "text/plain", large, false).toString()).contains("larger");
    assertThat(fetch(CA.good(HOST), 200, "text/plain", large, true).toString()).contains("larger");
    assertThat(
            fetch(CA.good(HOST), 200, "text/plain", POLICY.replace("mx:", "nmx:"), false)
                .toString())
        .contains("not valid");
  }

  @Test
  void fetch_addressNotPublic_notConnectedTo() throws Exception {
    FakeDns dns = new FakeDns().a(HOST, "127.0.0.1");
    assertThat(server(dns, 1, new Destinations(List.of(), List.of())).fetch("example.org"))
        .isEqualTo(new Fetched.Failed(HOST + ": no address that may be connected to"));
  }

  @Test
  void fetch_domainThatIsNoHostName_failed() throws Exception {
    FakeDns dns = new FakeDns().a("mta-sts.a_b.example", "127.0.0.1");
    Destinations loopback = new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of());
    assertThat(server(dns, 1, loopback).fetch("a_b.example").toString())
        .contains("not the name of a web server");
  }

  private static PolicyServer server(FakeDns dns, int port, Destinations destinations)
      throws Exception {
    return new PolicyServer(
        new HttpsClient(
            dns,
            destinations,
            TlsEngines.client(TlsEngine.NATIVE),
            new Checker(new TrustedAuthorities(Set.of(CA.root())), InstantSource.system()),
            port));
  }

  private static Fetched fetch(
      TlsIdentity identity, int status, String type, String text, boolean chunked)
      throws Exception {
    try (PolicyWeb web = new PolicyWeb(identity, new Page(status, type, text, chunked))) {
      FakeDns dns = new FakeDns().a(HOST, "127.0.0.1");
      Destinations loopback = new Destinations(List.of(Cidr.parse("127.0.0.0/8")), List.of());
      return server(dns, web.port(), loopback).fetch("example.org");
    }
  }
}
