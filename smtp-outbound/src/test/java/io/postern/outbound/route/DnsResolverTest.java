package io.postern.outbound.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.HostPort;
import io.postern.config.settings.DnsSettings.Dnssec;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.Resolver.Exchange;
import io.postern.core.port.Resolver.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Over real UDP and TCP. */
class DnsResolverTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @Test
  void mx_found_inLowerCaseWithoutDot() throws IOException {
    try (UdpDns server =
        new UdpDns(
            q -> UdpDns.Answer.of("a.example. 60 MX 10 MX.Example.", "a.example. 60 MX 0 ."))) {
      assertThat(resolver(server).mx("a.example"))
          .isInstanceOfSatisfying(
              Answer.Found.class,
              f ->
                  assertThat(f.values().toString())
                      .contains("preference=10, host=mx.example]")
                      .contains(new Exchange(0, "").toString()));
    }
  }

  @Test
  void mx_keptForItsTtl_thenAskedAgain() throws IOException {
    try (UdpDns server = new UdpDns(q -> UdpDns.Answer.of("a.example. 60 MX 10 mx.example."))) {
      DnsResolver resolver = resolver(server);
      resolver.mx("a.example");
      now.set(Instant.EPOCH.plusSeconds(59));
      resolver.mx("a.example");
      assertThat(server.questions()).hasSize(1);
      now.set(Instant.EPOCH.plusSeconds(61));
      resolver.mx("a.example");
      assertThat(server.questions()).hasSize(2);
    }
  }

  @Test
  void txt_severalStrings_areOneText() throws IOException {
    try (UdpDns server =
        new UdpDns(
            q -> UdpDns.Answer.of("s._domainkey.a.example. 60 TXT \"v=DKIM1; \" \"p=abc\""))) {
      assertThat(resolver(server).txt("s._domainkey.a.example"))
          .isEqualTo(
              new Answer.Found<>(
                  List.of("v=DKIM1; p=abc"), new Origin(false, "s._domainkey.a.example")));
    }
  }

  @Test
  void mx_cutAnswer_askedOverTcp() throws IOException {
    UdpDns.Answer cut =
        new UdpDns.Answer(0, List.of("a.example. 60 MX 10 mx.example."), List.of(), true);
    try (UdpDns server = new UdpDns(q -> cut)) {
      assertThat(resolver(server).mx("a.example")).isInstanceOf(Answer.Found.class);
      assertThat(server.questions()).containsExactly("mx a.example.", "tcp mx a.example.");
    }
  }

  @Test
  void mx_noSuchName_noData_differ() throws IOException {
    try (UdpDns server =
        new UdpDns(q ->
            new UdpDns.Answer(
                q.contains("gone") ? 3 : 0,
                List.of(),
                List.of("example. 300 SOA ns. host. 1 2 3 4 60"),
                false))) {
      DnsResolver resolver = resolver(server);
      assertThat(resolver.mx("gone.example")).isInstanceOf(Answer.NxDomain.class);
      assertThat(resolver.mx("there.example")).isInstanceOf(Answer.NoData.class);
    }
  }

  @Test
  void mx_serverFailureOrSilence_temporaryAndNotKept() throws IOException {
    try (UdpDns server =
        new UdpDns(
            q -> new UdpDns.Answer(q.contains("silent") ? -1 : 2, List.of(), List.of(), false))) {
      DnsResolver resolver = resolver(server);
      assertThat(resolver.mx("broken.example")).isInstanceOf(Answer.TemporaryFailure.class);
      assertThat(resolver.mx("silent.example")).isInstanceOf(Answer.TemporaryFailure.class);
      int before = server.questions().size();
      resolver.mx("broken.example");
      assertThat(server.questions()).hasSizeGreaterThan(before);
    }
  }

  @Test
  void ipv4_alias_followedAlsoOverSeveralQuestions() throws IOException {
    try (UdpDns server =
        new UdpDns(q ->
            q.equals("a www.example.")
                ? UdpDns.Answer.of(
                    "www.example. 60 CNAME mid.example.", "mid.example. 60 CNAME end.example.")
                : UdpDns.Answer.of("end.example. 60 A 192.0.2.7"))) {
      assertThat(resolver(server).ipv4("www.example"))
          .isEqualTo(
              new Answer.Found<>(
                  List.of(InetAddress.ofLiteral("192.0.2.7")), new Origin(false, "end.example")));
      assertThat(server.questions()).containsExactly("a www.example.", "a end.example.");
    }
  }

  @Test
  void ipv6_aliasLoop_temporary() throws IOException {
    try (UdpDns server =
        new UdpDns(q ->
            UdpDns.Answer.of("a.example. 60 CNAME b.example.", "b.example. 60 CNAME a.example."))) {
      assertThat(resolver(server).ipv6("a.example"))
          .isEqualTo(new Answer.TemporaryFailure<>("alias loop"));
    }
  }

  @Test
  void mx_askedByManyAtOnce_oneQuestion() throws Exception {
    try (UdpDns server = new UdpDns(q -> UdpDns.Answer.of("a.example. 60 MX 10 mx.example."));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      DnsResolver resolver = resolver(server);
      List<Future<Answer<Exchange>>> all = new java.util.ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(threads.submit(() -> resolver.mx("a.example")));
      }
      for (Future<Answer<Exchange>> one : all) {
        assertThat(one.get()).isInstanceOf(Answer.Found.class);
      }
      assertThat(server.questions()).hasSize(1);
    }
  }

  @Test
  void txt_ofAPolicy_keptForAMinuteWhateverItsTtl() throws IOException {
    try (UdpDns server =
        new UdpDns(q -> UdpDns.Answer.of("_mta-sts.a.example. 86400 TXT \"v=STSv1; id=1\""))) {
      DnsResolver resolver = resolver(server);
      resolver.txt("_mta-sts.a.example");
      now.set(Instant.EPOCH.plusSeconds(59));
      resolver.txt("_mta-sts.a.example");
      assertThat(server.questions()).hasSize(1);
      now.set(Instant.EPOCH.plusSeconds(61));
      resolver.txt("_mta-sts.a.example");
      assertThat(server.questions()).hasSize(2);
    }
  }

  @Test
  void new_nameToTestWithIsNone_doesNotStart() {
    for (Signatures wrong :
        List.of(
            new Signatures(Dnssec.VALIDATE, List.of(), "..", "forged.example"),
            new Signatures(Dnssec.VALIDATE, List.of(), ".", "for..ged"))) {
      assertThatThrownBy(() ->
              new DnsResolver(List.of(), Duration.ofSeconds(1), Duration.ZERO, wrong, now::get))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no name of the DNS");
    }
  }

  private DnsResolver resolver(UdpDns server) throws IOException {
    InstantSource clock = now::get;
    return new DnsResolver(
        List.of(new HostPort("127.0.0.1", server.port())),
        Duration.ofMillis(300),
        Duration.ofHours(1),
        Signatures.OFF,
        clock);
  }
}
