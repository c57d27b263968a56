package io.postern.outbound;

import static io.postern.outbound.testing.Rig.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.HostPort;
import io.postern.config.settings.PortalSettings;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.Outcome;
import io.postern.core.model.Proof;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.Recipient.Notify;
import io.postern.core.port.Consignment;
import io.postern.core.port.Pickup;
import io.postern.core.testing.FakeIntake;
import io.postern.outbound.protect.PortalNotice;
import io.postern.outbound.testing.FakeDns;
import io.postern.outbound.testing.Rig;
import io.postern.outbound.testing.Rig.Options;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortalDeliveryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Protection PORTAL = new Protection.PortalPickup(Duration.ofDays(14), true);
  private static final PortalSettings SETTINGS =
      new PortalSettings(
          new HostPort("127.0.0.1", 0),
          "https://mail.clinic.example",
          Optional.empty(),
          Optional.empty(),
          "secure@clinic.example",
          "Klinik Süd",
          Duration.ofMinutes(15),
          Duration.ofMinutes(10),
          5,
          5,
          new io.postern.config.DataSize(1000));

  private final FakeIntake intake = new FakeIntake();

  @Test
  void portal_severalRecipients_oneNoticeEachWithoutContent() {
    List<Outcome> outcomes = deliver(PortalDeliveryTest::offer, "jane@x.example", "joe@x.example");

    assertThat(outcomes).hasSize(2).allMatch(Outcome.Delivered.class::isInstance);
    assertThat(((Outcome.Delivered) outcomes.getFirst()).proof().details())
        .containsEntry("reference", "REF-jane")
        .containsEntry("expires_at", "2026-12-05T12:00:00Z")
        .doesNotContainKey(Proof.DSN_PASSED);
    assertThat(intake.taken()).hasSize(2);
    FakeIntake.Taken first = intake.taken().getFirst();
    assertThat(first.own()).contains(new Protection.OpportunisticTls());
    assertThat(first.envelope().from()).hasToString("doctor@clinic.example");
    assertThat(first.envelope().to().toString()).contains("jane");
    assertThat(first.content().text())
        .contains(
            "From: =?utf-8?B?S2xpbmlrIFPDvGQ=?= <secure@clinic.example>\r\n",
            "To: <jane@x.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "doctor@clinic.example",
            "until 5 December 2026, 12:00 UTC",
            "https://mail.clinic.example/m/jane",
            "Reference: REF-jane")
        .doesNotContain(CANARY, "joe");
  }

  @Test
  void portal_storeFailsForOne_otherUntouched() {
    List<Outcome> outcomes =
        deliver(
            (id, recipient, terms) -> {
              if (recipient.mailbox().localPart().equals("jane")) {
                throw new IOException("disk full");
              }
              return offer(id, recipient, terms);
            },
            "jane@x.example",
            "joe@x.example");

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Deferred.class);
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void portal_defectForOne_otherUntouchedAndNothingLeaks() {
    List<Outcome> outcomes =
        deliver(
            (id, recipient, terms) -> {
              if (recipient.mailbox().localPart().equals("jane")) {
                throw new IllegalStateException(CANARY);
              }
              return offer(id, recipient, terms);
            },
            "jane@x.example",
            "joe@x.example");

    assertThat(outcomes.get(0).toString()).contains("Deferred").doesNotContain(CANARY);
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void portal_noticeCannotBeStored_deferred() {
    intake.failWritesAfter(10);
    assertThat(deliver(PortalDeliveryTest::offer, "jane@x.example").getFirst())
        .isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void portal_notConfigured_unprotectable() {
    try (Rig rig = new Rig(new FakeDns(), Options.of(25))) {
      assertThat(rig.deliver(PORTAL, "jane@x.example").getFirst())
          .isInstanceOf(Outcome.Unprotectable.class);
    }
  }

  @Test
  void portal_wishesOfTheSender_holdForTheNoticeButForSuccess() {
    noticedFor(Set.of(Notify.NEVER), Set.of(Notify.NEVER));
    noticedFor(Set.of(Notify.SUCCESS), Set.of(Notify.NEVER));
    noticedFor(Set.of(Notify.SUCCESS, Notify.FAILURE), Set.of(Notify.FAILURE));
    noticedFor(Set.of(), Set.of());
  }

  private void noticedFor(Set<Notify> given, Set<Notify> noticed) {
    Recipient jane = Recipient.of("jane@x.example");
    Recipient wishing = new Recipient(jane.mailbox(), given, Optional.of("rfc822;j+40x.example"));
    EsmtpOptions options =
        new EsmtpOptions(
            EsmtpOptions.Body.SEVEN_BIT, false, false, Optional.empty(), Optional.of("e+3D1"));
    deliver(
        PortalDeliveryTest::offer,
        Rig.consignment(Rig.envelope(options, List.of(wishing)), PORTAL, Rig.MESSAGE));

    Envelope notice = intake.taken().getLast().envelope();
    assertThat(notice.to().getFirst().notifyOn()).isEqualTo(noticed);
    assertThat(notice.to().getFirst().originalRecipient()).contains("rfc822;j+40x.example");
    assertThat(notice.options().envelopeId()).contains("e+3D1");
  }

  private List<Outcome> deliver(Pickup pickup, String... to) {
    return deliver(pickup, Rig.consignment(PORTAL, Rig.MESSAGE, EsmtpOptions.NONE, to));
  }

  private List<Outcome> deliver(Pickup pickup, Consignment consignment) {
    PortalDelivery portal =
        new PortalDelivery(
            pickup,
            intake,
            new PortalNotice(SETTINGS),
            "gateway.example",
            InstantSource.fixed(NOW));
    try (Rig rig = new Rig(new FakeDns(), Options.of(25))) {
      return rig.courier(Rig.NO_KEY, Rig.NO_KEY, Optional.of(portal)).deliver(consignment);
    }
  }

  private static Pickup.Offer offer(
      io.postern.core.model.MessageId id,
      io.postern.core.model.Recipient recipient,
      Pickup.Terms terms) {
    String name = recipient.mailbox().localPart();
    return new Pickup.Offer(
        "REF-" + name, "https://mail.clinic.example/m/" + name, NOW.plus(terms.expiry()));
  }
}
