package io.postern.inbound.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Cidr;
import io.postern.config.Secret;
import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.CertificateDemand;
import io.postern.config.settings.UpstreamSettings.DkimDemand;
import io.postern.config.settings.UpstreamSettings.SecretHeader;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Mailbox;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Sighting;
import io.postern.core.port.Meters;
import io.postern.core.port.Resolver;
import io.postern.core.testing.Certs;
import io.postern.core.wire.PeerCertificate;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.TrustedAuthorities;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Candidates, certificates and counts, without a network. */
final class UpstreamsTest {
  private static final ReversePath ANNA = new ReversePath.From(Mailbox.parse("anna@example.org"));
  private static final String NAME = "mail.protection.outlook.com";
  private final Certs authority = new Certs("authority");
  private final List<Sighting> sightings = new ArrayList<>();

  @Test
  void certificate_required_mustBeTrustedAndNamed() throws IOException {
    UpstreamSettings strict = google("g", "g-secret-0123456789", CertificateDemand.REQUIRE, 9);
    assertThat(reply(strict, link(new PeerCertificate.None()))).contains("[P-CERT]");
    assertThat(reply(strict, link(shown(Certs.selfSigned(NAME))))).contains("[P-CERT]");
    assertThat(reply(strict, link(shown(authority.good("other.example"))))).contains("[P-CERT]");
    assertThat(reply(strict, link(shown(authority.expired(NAME))))).contains("[P-CERT]");
    assertThat(reply(strict, link(shown(authority.good(NAME))))).isEqualTo("taken");
  }

  @Test
  void certificate_recorded_neverRefuses_andIsSeen() throws IOException {
    UpstreamSettings lax = google("g", "g-secret-0123456789", CertificateDemand.RECORD, 9);
    assertThat(reply(lax, link(shown(Certs.selfSigned(NAME))))).isEqualTo("taken");
    assertThat(sightings.getLast().checks().toString()).contains(NAME + " not trusted");
  }

  @Test
  void sharedRange_theMessageSaysWhich_andTheNearestSaysWhy() throws IOException {
    UpstreamSettings one = google("one", "one-secret-0123456789", CertificateDemand.RECORD, 9);
    UpstreamSettings two = google("two", "two-secret-0123456789", CertificateDemand.RECORD, 9);
    Upstreams upstreams = upstreams(one, two);
    MessageProof proof = proof(upstreams, link(new PeerCertificate.None()), upstreams.newShare());
    assertThat(proof.header(header("X-two: two-secret-0123456789\r\nFrom: a@example.org\r\n")))
        .isEmpty();
    assertThat(proof.upstream()).isEqualTo("two");
    MessageProof other = proof(upstreams, link(new PeerCertificate.None()), upstreams.newShare());
    assertThat(other.header(header("X-two: two-secret-0123456789\r\nFrom: a@evil.example\r\n")))
        .hasValueSatisfying(r -> assertThat(r.toString()).contains("[P-FROM]"));
    assertThat(sightings.getLast().upstream()).isEqualTo("two");
  }

  @Test
  void sessions_countFromTheProof_andStrangersTakeNone() throws IOException {
    UpstreamSettings one = google("one", "one-secret-0123456789", CertificateDemand.RECORD, 1);
    UpstreamSettings two = google("two", "two-secret-0123456789", CertificateDemand.RECORD, 1);
    Upstreams upstreams = upstreams(one, two);
    Link link = link(new PeerCertificate.None());
    HeaderBlock right = header("X-one: one-secret-0123456789\r\nFrom: a@example.org\r\n");
    try (Upstreams.Share stranger = upstreams.newShare();
        Upstreams.Share first = upstreams.newShare();
        Upstreams.Share second = upstreams.newShare()) {
      assertThat(proof(upstreams, link, stranger).header(header("From: a@x.example\r\n")))
          .isPresent();
      assertThat(proof(upstreams, link, first).header(right)).isEmpty();
      assertThat(proof(upstreams, link, first).header(right)).as("once a session").isEmpty();
      assertThat(proof(upstreams, link, second).header(right))
          .as("the message proves one, which has no session left")
          .hasValueSatisfying(r -> assertThat(r.toString()).contains("451 4.7.0"));
      HeaderBlock other = header("X-two: two-secret-0123456789\r\nFrom: a@example.org\r\n");
      assertThat(proof(upstreams, link, second).header(other)).as("others unaffected").isEmpty();
      assertThat(upstreams.ofClient(link).mail(ANNA, stranger))
          .isInstanceOfSatisfying(
              Authorisation.Mail.Closed.class,
              c -> assertThat(c.reply().toString()).startsWith("421 4.7.0"));
    }
    assertThat(proof(upstreams, link, upstreams.newShare()).header(right)).isEmpty();
  }

  @Test
  void network_clientKey_isDemanded() throws IOException {
    TlsIdentity own = authority.good("relay.example");
    PeerCertificate.Presented shown = shown(own);
    String key = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(shown.spkiSha256()));
    UpstreamSettings relay =
        new UpstreamSettings.Network(
            "relay",
            List.of(Cidr.parse("192.0.2.0/24")),
            Optional.empty(),
            List.of(key),
            List.of(),
            false,
            9);
    assertThat(reply(relay, link(shown))).isEqualTo("taken");
    assertThat(reply(relay, link(shown(authority.good("relay.example")))))
        .contains("[P-CLIENT-KEY]");
    assertThat(reply(relay, link(new PeerCertificate.None()))).contains("[P-CLIENT-KEY]");
  }

  private String reply(UpstreamSettings settings, Link link) throws IOException {
    Upstreams upstreams = upstreams(settings);
    return proof(upstreams, link, upstreams.newShare())
        .header(header("X-" + settings.name() + ": g-secret-0123456789\r\nFrom: a@example.org\r\n"))
        .map(Object::toString)
        .orElseGet(() -> taken(upstreams, link, settings));
  }

  private static String taken(Upstreams upstreams, Link link, UpstreamSettings settings) {
    try {
      MessageProof proof = proof(upstreams, link, upstreams.newShare());
      proof.header(
          header("X-" + settings.name() + ": g-secret-0123456789\r\nFrom: a@example.org\r\n"));
      return proof
          .end(() -> new ByteArrayInputStream(new byte[0]))
          .map(Object::toString)
          .orElse("taken");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageProof proof(Upstreams upstreams, Link link, Upstreams.Share share) {
    return switch (upstreams.ofClient(link).mail(ANNA, share)) {
      case Authorisation.Mail.Open(var authorisation) -> authorisation.prove(ANNA, share);
      case Authorisation.Mail.Refused(var reply) -> throw new AssertionError(reply);
      case Authorisation.Mail.Closed(var reply) -> throw new AssertionError(reply);
    };
  }

  private Upstreams upstreams(UpstreamSettings... settings) throws IOException {
    return new Upstreams(
        List.of(settings),
        Path.of("no-such-directory"),
        name -> new Resolver.Answer.NxDomain<>(),
        Meters.NONE,
        sightings::add,
        InstantSource.system());
  }

  private Link link(PeerCertificate certificate) {
    return new Link(
        InetAddress.ofLiteral("192.0.2.7"),
        Optional.of("TLSv1.3"),
        certificate,
        new TrustedAuthorities(Set.of(authority.root())),
        InstantSource.system());
  }

  private static PeerCertificate.Presented shown(TlsIdentity identity) {
    return new PeerCertificate.Presented(identity.chain());
  }

  private static UpstreamSettings google(
      String name, String secret, CertificateDemand demand, int sessions) {
    return new UpstreamSettings.Google(
        name,
        List.of("example.org"),
        Optional.of(new SecretHeader("X-" + name, List.of(new Secret(secret)), Optional.empty())),
        List.of(Cidr.parse("192.0.2.0/24")),
        demand,
        List.of(NAME),
        DkimDemand.OFF,
        sessions);
  }

  private static HeaderBlock header(String fields) throws IOException {
    byte[] bytes = (fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    return HeaderBlock.read(new ByteArrayInputStream(bytes), 1 << 16);
  }
}
