package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.model.Discretion;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.HoldTerms;
import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueTextTest {
  @Test
  void envelope_quotedLocalPartsAndLiterals_comeBackTheSame() {
    for (Mailbox mailbox :
        List.of(
            new Mailbox("\"a@b\"", "example.org"),
            new Mailbox("\"a>\\\"@x \\\\\"", "example.org"),
            new Mailbox("\"@\"", "[192.0.2.1]"),
            new Mailbox("a", "[IPv6:2001:db8::1]"))) {
      Envelope envelope =
          new Envelope(
              MessageId.create(1),
              Upstream.own("gateway.example"),
              new ReversePath.From(mailbox),
              List.of(Recipient.of(mailbox)),
              Instant.parse("2026-11-21T10:00:00Z"),
              EsmtpOptions.NONE);
      assertThat(EnvelopeText.parse(EnvelopeText.format(envelope))).isEqualTo(envelope);
      assertThat(Mailbox.parse(mailbox.address())).isEqualTo(mailbox);
    }
  }

  @Test
  void protections_everyKind_comeBackTheSame() {
    List<Protection> all =
        List.of(
            new Protection.VerifiedTls(TlsFloor.PKIX),
            new Protection.Smime(),
            new Protection.OpenPgp(),
            new Protection.PortalPickup(Duration.ofDays(30), true),
            new Protection.PortalPickup(Duration.ofHours(6), false),
            new Protection.OpportunisticTls());

    assertThat(ProtectionText.parse(ProtectionText.format(all))).isEqualTo(all);
    assertThat(ProtectionText.parse("")).isEmpty();
  }

  @Test
  void protections_unknownWord_isNotGuessed() {
    assertThatThrownBy(() -> ProtectionText.parse("tls=verified carrier-pigeon"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("carrier-pigeon");
  }

  @Test
  void envelope_everyField_comesBackTheSame() {
    Envelope want =
        new Envelope(
            MessageId.create(1_700_000_000_000L),
            new Upstream(
                "office",
                Upstream.Kind.NETWORK,
                "192.0.2.1",
                "mail.example.com",
                "UTF8SMTPS",
                Optional.of("TLSv1.3 TLS_AES_256_GCM_SHA384")),
            new ReversePath.From(Mailbox.parse("\"odd @ name\"@example.com")),
            List.of(
                new Recipient(
                    Mailbox.parse("jörg@example.org"),
                    Set.of(Recipient.Notify.SUCCESS, Recipient.Notify.FAILURE),
                    Optional.of("rfc822;jo+2Brg@example.org")),
                Recipient.of("b@example.net"),
                Recipient.blindCopy(Mailbox.parse("j@example.net"))),
            Instant.ofEpochMilli(1_700_000_000_123L),
            new EsmtpOptions(
                EsmtpOptions.Body.EIGHT_BIT_MIME,
                true,
                true,
                Optional.of(EsmtpOptions.Ret.HDRS),
                Optional.of("QQ+2B1")));

    assertThat(EnvelopeText.parse(EnvelopeText.format(want))).isEqualTo(want);
  }

  @Test
  void envelopeAndDiscretion_fromBeforeCopiesAndRefusalsWereMarked_areRead() {
    String recipient =
        EnvelopeText.format(
                new Envelope(
                    MessageId.create(1),
                    Upstream.own("gw"),
                    new ReversePath.Null(),
                    List.of(Recipient.of("b@example.net")),
                    Instant.EPOCH,
                    EsmtpOptions.NONE))
            .replace("\"copied\":false,", "");
    assertThat(recipient).doesNotContain("copied");
    assertThat(EnvelopeText.parse(recipient).to()).containsExactly(Recipient.of("b@example.net"));
    String terms = DiscretionText.format(Discretion.UNBOUND).replace(",\"refused\":false", "");
    assertThat(terms).doesNotContain("refused");
    assertThat(DiscretionText.parse(terms, List.of())).isEqualTo(Discretion.UNBOUND);
    Discretion refused = new Discretion(HoldTerms.REFUSED, List.of());
    assertThat(DiscretionText.parse(DiscretionText.format(refused), List.of())).isEqualTo(refused);
  }
}
