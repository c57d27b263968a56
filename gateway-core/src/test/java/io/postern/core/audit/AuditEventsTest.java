package io.postern.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.model.DecisionTrace;
import io.postern.core.model.HostReply;
import io.postern.core.model.MessageId;
import io.postern.core.model.Proof;
import io.postern.core.model.Reasons;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsProof;
import io.postern.core.model.Verdict;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written to the trail must stay readable for years: these texts are the contract. */
class AuditEventsTest {
  private static final MessageId ID = new MessageId("01KAGT0000AAAAAAAAAAAAAAAA");
  private static final HostReply REPLY = HostReply.own(250, "2.0.0", "ok");
  private static final TlsProof TLS =
      new TlsProof(
          "TLSv1.3",
          "TLS_AES_256_GCM_SHA384",
          Optional.of("x25519"),
          List.of("ab"),
          List.of("mx"),
          true,
          "pkix");
  private static final Instant AT = Instant.parse("2026-11-21T00:00:00Z");

  private static final List<AuditEvent> EVENTS =
      List.of(
          new AuditEvent.Accepted(
              ID,
              "m365",
              "192.0.2.1",
              "ESMTPS",
              Optional.of("TLSv1.3"),
              "a@b",
              List.of("c@d"),
              9,
              "ab"),
          new AuditEvent.Screened(
              ID,
              new Screening(
                  Verdict.PHI,
                  0.9,
                  "high",
                  List.of(
                      new Screening.Finding("ssn", "1", 3, 11, "***", 0.5, Optional.of("health"))),
                  List.of(new Screening.Unscanned("2", "encrypted")))),
          new AuditEvent.Decided(
              ID,
              "c@d",
              "deliver",
              List.of("tls", "portal"),
              Reasons.of("p.yaml: phi", "phi"),
              Optional.of("f00d")),
          new AuditEvent.Explained(
              ID,
              List.of("c@d"),
              "ab",
              new DecisionTrace(
                  List.of(new DecisionTrace.Tried("p.yaml: tag", Optional.of("tag"), false)),
                  0,
                  List.of(new DecisionTrace.Setting("tls.floor", "verified", "p.yaml:1:1")))),
          new AuditEvent.Attested(ID, "c@d", "a@b", "p.yaml: plain", "no phi"),
          new AuditEvent.FellBack(ID, "c@d", "tls", "portal", "no TLS", Optional.of(TLS)),
          new AuditEvent.Delivered(
              ID, "c@d", 1, REPLY, new Proof("tls", Optional.of(TLS), Map.of("k", "v"))),
          new AuditEvent.Decrypted(
              ID, "c@d", "smime", "ab", "authenticated", "valid", Optional.of("cd")),
          new AuditEvent.LeftEncrypted(ID, "c@d", "openpgp"),
          new AuditEvent.Deferred(ID, "c@d", "tls", 1, REPLY, AT),
          new AuditEvent.Failed(ID, "c@d", "tls", 1, REPLY),
          new AuditEvent.Held(ID, "c@d", "review", "why"),
          new AuditEvent.Released(ID, "c@d", List.of("portal"), "admin", Optional.of("why")),
          new AuditEvent.Refused(ID, "c@d", "admin", "why"),
          new AuditEvent.HoldEnded(ID, "c@d", "review", "keep", Optional.of(AT)),
          new AuditEvent.ContentRead(ID, "admin", "why"),
          new AuditEvent.Dropped(ID, "c@d", "admin", "why"),
          new AuditEvent.Notified(ID, "c@d", "failed", ID),
          new AuditEvent.Unnotified(ID, "c@d", "delayed"),
          new AuditEvent.Offered(ID, "c@d", "R-1", AT),
          new AuditEvent.PickedUp(ID, "c@d", "R-1", "mailed code", "192.0.2.1"),
          new AuditEvent.Replied(ID, "c@d", ID),
          new AuditEvent.Shredded(ID, "delivered"),
          new AuditEvent.Damaged(ID, "segment 3"),
          new AuditEvent.Started("1", "node1"),
          new AuditEvent.Stopped("node1"),
          new AuditEvent.ConfigurationChanged("policies", "ab"),
          new AuditEvent.KeyDiscovered(
              "openpgp", "c@d", List.of("ab"), List.of("cd"), "wkd", "https://d", "log"),
          new AuditEvent.KeyChanged("added", "openpgp", "c@d", "ab", "admin"),
          new AuditEvent.UpstreamChanged("contoso", "secret added", "admin"),
          new AuditEvent.ModeChanged("enforce", "hold", "admin"),
          new AuditEvent.BreakerTripped("9 of 10", "node1"),
          new AuditEvent.BreakerReset("admin"),
          new AuditEvent.ConsentChanged(
              "added", "c@d", "plain_email", "v1", AT, Optional.of(AT), "admin"));

  @Test
  void read_everyEventType_givesTheSameEvent() {
    for (AuditEvent event : EVENTS) {
      assertThat(AuditEvents.read(AuditEvents.typeOf(event), AuditEvents.bodyOf(event)))
          .contains(event);
    }
  }

  @Test
  void types_all_areInThisTest() {
    Set<Class<?>> seen = new HashSet<>();
    EVENTS.forEach(e -> seen.add(e.getClass()));
    assertThat(new HashSet<Class<?>>(AuditEvents.types().values())).isEqualTo(seen);
  }

  @Test
  void typeOf_names_areStable() {
    assertThat(AuditEvents.types().keySet())
        .containsExactlyInAnyOrder(
            "accepted",
            "screened",
            "decided",
            "explained",
            "attested",
            "fell_back",
            "delivered",
            "decrypted",
            "left_encrypted",
            "deferred",
            "failed",
            "held",
            "released",
            "refused",
            "hold_ended",
            "content_read",
            "dropped",
            "notified",
            "unnotified",
            "offered",
            "picked_up",
            "replied",
            "shredded",
            "damaged",
            "started",
            "stopped",
            "configuration_changed",
            "key_changed",
            "key_discovered",
            "upstream_changed",
            "mode_changed",
            "breaker_tripped",
            "breaker_reset",
            "consent_changed");
  }

  @Test
  void read_decisionOfAnEarlierVersion_attestsNothing() {
    String reasons = "\"reasons\":{\"because\":[],\"rule\":\"r\"}";
    String old =
        "{\"decision\":\"hold\",\"id\":\""
            + ID.value()
            + "\",\"protections\":[],"
            + reasons
            + ",\"recipient\":\"c@d\"}";
    assertThat(AuditEvents.read("decided", old))
        .contains(
            new AuditEvent.Decided(
                ID, "c@d", "hold", List.of(), Reasons.of("r"), Optional.empty()));
  }

  @Test
  void read_typeOfALaterVersion_isEmpty() {
    assertThat(AuditEvents.read("teleported", "{}")).isEmpty();
  }

  @Test
  void bodyOf_names_areStable() {
    assertThat(EVENTS.stream().map(AuditEvents::bodyOf).map(AuditEventsTest::names))
        .containsExactly(EXPECTED_NAMES);
  }

  @Test
  void bodyOf_messageId_isText() {
    assertThat(AuditEvents.bodyOf(new AuditEvent.Replied(ID, "c@d", ID)))
        .isEqualTo(
            "{\"id\":\"01KAGT0000AAAAAAAAAAAAAAAA\",\"recipient\":\"c@d\",\"reply\":\"01KAGT0000AAAAAAAAAAAAAAAA\"}");
  }

  private static String names(String json) {
    return String.join(" ", io.postern.config.Json.readObject(json).keySet());
  }

  private static final String[] EXPECTED_NAMES = {
    "client digest from id protocol size tls to upstream",
    "id screening",
    "decision id policy protections reasons recipient",
    "id policy recipients trace",
    "id phrase recipient rule sender",
    "id next protection recipient tls why",
    "attempt id proof recipient reply",
    "format id integrity key recipient signature signer",
    "format id recipient",
    "attempt due id protection recipient reply",
    "attempt id protection recipient reply",
    "id queue recipient why",
    "by id protections recipient why",
    "by id recipient why",
    "end id queue recipient until",
    "by id reason",
    "by id recipient why",
    "id kind notice recipient",
    "id kind recipient",
    "expires_at id recipient reference",
    "client id method recipient reference",
    "id recipient reply",
    "id why",
    "id what",
    "node version",
    "node",
    "digest what",
    "address dropped kind log place source taken",
    "address by change fingerprint kind",
    "by change upstream",
    "by from to",
    "node why",
    "by",
    "address by change expires given scope warning"
  };
}
