package io.postern.outbound;

import static io.postern.outbound.testing.Rig.CANARY;
import static io.postern.outbound.testing.Rig.MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.TlsProof;
import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Receiver;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What receivers without verified TLS get to see: nothing of the message. Real receivers. */
class ProtectedPathsTest {
  private static final Certs CA = new Certs("root");
  private static final Certs STRANGER = new Certs("stranger");
  private static final FakeDns DNS =
      new FakeDns()
          .mx("example.org", "10 mx.example.org")
          .a("mx.example.org", "127.0.0.1")
          .mx("hosted.example", "10 tenant.mx.provider.example")
          .a("tenant.mx.provider.example", "127.0.0.1");

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void verifiedTls_goodCertificate_deliversWithProof(TlsEngine engine) throws IOException {
    TlsIdentity identity = CA.good("mx.example.org");
    try (Receiver receiver = receiver(identity);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()).engine(engine))) {
      Outcome outcome = rig.deliver(Rig.TLS, "jane@example.org").getFirst();

      TlsProof proof = proof(outcome).tls().orElseThrow();
      assertThat(proof.authenticated()).isTrue();
      assertThat(proof.version()).isEqualTo("TLSv1.3");
      assertThat(proof.check()).isEqualTo("pkix: mx.example.org, issuer CN=root");
      assertThat(proof.chain()).hasSize(1).allMatch(d -> d.matches("[0-9a-f]{64}"));
      assertThat(receiver.mails()).hasSize(1);
      assertThat(Rig.below(receiver.mails().getFirst().text())).isEqualTo(MESSAGE.text());
      assertThat(receiver.wire()).doesNotContain(CANARY).doesNotContain("jane@");
    }
  }

  @Test
  void verifiedTls_chainWithIntermediate_delivers() throws IOException {
    assertVerified(CA.belowIntermediate("mx.example.org"), "jane@example.org");
  }

  @Test
  void verifiedTls_nextHopDomainInCertificate_delivers() throws IOException {
    assertVerified(CA.good("hosted.example"), "jane@hosted.example");
  }

  @Test
  void verifiedTls_wildcardForHost_delivers() throws IOException {
    assertVerified(CA.good("*.example.org"), "jane@example.org");
  }

  @Test
  void verifiedTls_partnersOwnCertificateTrusted_delivers() throws IOException {
    TlsIdentity own = Certs.selfSigned("mx.example.org");
    try (Receiver receiver = receiver(own);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), own.chain().getFirst()))) {
      assertThat(rig.deliver(Rig.TLS, "jane@example.org").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void verifiedTls_expired_nothingSent() throws IOException {
    assertNothingSent(CA.expired("mx.example.org"), "jane@example.org", "expired");
  }

  @Test
  void verifiedTls_notYetValid_nothingSent() throws IOException {
    assertNothingSent(CA.future("mx.example.org"), "jane@example.org", "valid only from");
  }

  @Test
  void verifiedTls_wrongName_nothingSent() throws IOException {
    assertNothingSent(CA.good("mx.example.net"), "jane@example.org", "certificate is for");
  }

  @Test
  void verifiedTls_nameOnlyInCommonName_nothingSent() throws IOException {
    assertNothingSent(
        CA.commonNameOnly("mx.example.org"), "jane@example.org", "certificate is for");
  }

  @Test
  void verifiedTls_selfSigned_nothingSent() throws IOException {
    assertNothingSent(Certs.selfSigned("mx.example.org"), "jane@example.org", "not trusted");
  }

  @Test
  void verifiedTls_unknownAuthority_nothingSent() throws IOException {
    assertNothingSent(STRANGER.good("mx.example.org"), "jane@example.org", "not trusted");
  }

  @Test
  void verifiedTls_authorityOfSameNameAndOtherKey_nothingSent() throws IOException {
    assertNothingSent(new Certs("root").good("mx.example.org"), "jane@example.org", "not trusted");
  }

  @Test
  void verifiedTls_certificateForMailUse_nothingSent() throws IOException {
    assertNothingSent(CA.forMail("mx.example.org"), "jane@example.org", "not made for servers");
  }

  @Test
  void verifiedTls_mxNameOfForeignDomain_nothingSent() throws IOException {
    // Whoever forges the MX record gets a valid certificate for a host of his own.
    assertNothingSent(
        CA.good("tenant.mx.provider.example"), "jane@hosted.example", "certificate is for");
  }

  @Test
  void verifiedTls_mxNameTrustedByAdministrator_delivers() throws IOException {
    try (Receiver receiver = receiver(CA.good("tenant.mx.provider.example"));
        Rig rig =
            new Rig(DNS, Options.of(receiver.port(), CA.root()).trustedMx("*.provider.example"))) {
      assertThat(rig.deliver(Rig.TLS, "jane@hosted.example").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void verifiedTls_smartHost_itsNameCounts() throws IOException {
    try (Receiver receiver = receiver(CA.good("mx.example.org"));
        Rig rig =
            new Rig(
                DNS,
                Options.of(25, CA.root())
                    .smartHost(new HostPort("mx.example.org", receiver.port()), true))) {
      assertThat(rig.deliver(Rig.TLS, "jane@elsewhere.example").getFirst())
          .isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void verifiedTls_addressLiteral_nothingSent() throws IOException {
    try (Receiver receiver = receiver(CA.good("mx.example.org"));
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      assertThat(rig.deliver(Rig.TLS, "jane@[127.0.0.1]").getFirst())
          .isEqualTo(
              new Outcome.Unprotectable("no certificate proves an address", Optional.empty()));
      assertThat(receiver.wire()).isEmpty();
    }
  }

  @Test
  void verifiedTls_noStartTls_nothingSent() throws IOException {
    try (Receiver receiver = new Receiver("127.0.0.1", 0, Optional.empty());
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      Outcome outcome = rig.deliver(Rig.TLS, "jane@example.org").getFirst();

      assertThat(outcome)
          .isEqualTo(new Outcome.Unprotectable("STARTTLS is not offered", Optional.empty()));
      assertThat(receiver.wire()).isEqualTo("EHLO gateway.example\r\n");
    }
  }

  @Test
  void verifiedTls_twiceOverOneConnection_bothProved() throws IOException {
    try (Receiver receiver = receiver(CA.good("mx.example.org"));
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      List<Outcome> both =
          List.of(
              rig.deliver(Rig.TLS, "jane@example.org").getFirst(),
              rig.deliver(Rig.TLS, "joe@example.org").getFirst());

      assertThat(both).allMatch(o -> proof(o).tls().orElseThrow().authenticated());
    }
  }

  @Test
  void verifiedTls_afterOpportunisticOverBadCertificate_connectionIsNotReused() throws IOException {
    try (Receiver receiver = receiver(CA.expired("mx.example.org"));
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      Outcome first =
          rig.deliver(Rig.consignment(Rig.ANY, Rig.MESSAGE, EsmtpOptions.NONE, "jane@example.org"))
              .getFirst();
      Outcome second = rig.deliver(Rig.TLS, "joe@example.org").getFirst();

      assertThat(first).isInstanceOf(Outcome.Delivered.class);
      assertThat(proof(first).tls().orElseThrow().authenticated()).isFalse();
      assertThat(second).isInstanceOf(Outcome.Unprotectable.class);
      assertThat(receiver.mails()).hasSize(1);
    }
  }

  @Test
  void wrapped_noTls_onlyCiphertextLeaves() throws IOException {
    for (Protection protection : List.of(new Protection.Smime(), new Protection.OpenPgp())) {
      try (Receiver receiver = new Receiver("127.0.0.1", 0, Optional.empty());
          Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
        Outcome outcome = rig.deliver(protection, "jane@example.org").getFirst();

        assertThat(proof(outcome).details()).containsEntry("key", "k1");
        assertThat(proof(outcome).tls()).isEmpty();
        assertThat(receiver.mails()).hasSize(1);
        assertThat(receiver.wire()).contains("ciphertext").doesNotContain(CANARY);
      }
    }
  }

  @Test
  void wrapped_noKey_nothingSent() throws IOException {
    try (Receiver receiver = new Receiver("127.0.0.1", 0, Optional.empty());
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      List<Outcome> outcomes =
          rig.courier(Rig.NO_KEY, Rig.NO_KEY, Optional.empty())
              .deliver(
                  Rig.consignment(
                      new Protection.Smime(),
                      MESSAGE,
                      EsmtpOptions.NONE,
                      "a@example.org",
                      "b@example.org"));

      assertThat(outcomes)
          .hasSize(2)
          .allMatch(o -> o.equals(new Outcome.Unprotectable("no key", Optional.empty())));
      assertThat(receiver.wire()).isEmpty();
    }
  }

  @Test
  void requireTls_opportunisticWithoutTls_fails5730AndNothingSent() throws IOException {
    EsmtpOptions requireTls =
        new EsmtpOptions(
            EsmtpOptions.Body.SEVEN_BIT, false, true, Optional.empty(), Optional.empty());
    try (Receiver receiver = receiver(CA.expired("mx.example.org"));
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      Outcome outcome =
          rig.deliver(Rig.consignment(Rig.ANY, MESSAGE, requireTls, "jane@example.org")).getFirst();

      assertThat(outcome).isInstanceOf(Outcome.Failed.class);
      assertThat(outcome.toString()).contains("550 5.7.30");
      assertThat(receiver.mails()).isEmpty();
      assertThat(receiver.wire()).doesNotContain(CANARY);
    }
  }

  private static Receiver receiver(TlsIdentity identity) throws IOException {
    return new Receiver("127.0.0.1", 0, Optional.of(identity));
  }

  private static Proof proof(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    return ((Outcome.Delivered) outcome).proof();
  }

  private static void assertVerified(TlsIdentity identity, String to) throws IOException {
    try (Receiver receiver = receiver(identity);
        Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()))) {
      Outcome outcome = rig.deliver(Rig.TLS, to).getFirst();

      assertThat(proof(outcome).tls().orElseThrow().authenticated()).isTrue();
      assertThat(receiver.mails()).hasSize(1);
    }
  }

  private static void assertNothingSent(TlsIdentity identity, String to, String why)
      throws IOException {
    for (TlsEngine engine : TlsEngine.values()) {
      try (Receiver receiver = receiver(identity);
          Rig rig = new Rig(DNS, Options.of(receiver.port(), CA.root()).engine(engine))) {
        Outcome outcome = rig.deliver(Rig.TLS, to).getFirst();

        assertThat(outcome).isInstanceOf(Outcome.Unprotectable.class);
        Outcome.Unprotectable no = (Outcome.Unprotectable) outcome;
        assertThat(no.why()).contains(why);
        assertThat(no.tls().orElseThrow().authenticated()).isFalse();
        assertThat(receiver.mails()).isEmpty();
        assertThat(receiver.wire())
            .startsWith("EHLO gateway.example\r\nSTARTTLS\r\n")
            .doesNotContain("MAIL FROM")
            .doesNotContain(CANARY);
      }
    }
  }
}
