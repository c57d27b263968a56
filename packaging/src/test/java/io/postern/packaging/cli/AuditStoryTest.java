package io.postern.packaging.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.audit.ChainHead;
import io.postern.core.model.DecisionTrace;
import io.postern.core.model.DecisionTrace.Setting;
import io.postern.core.model.DecisionTrace.Tried;
import io.postern.core.model.HostReply;
import io.postern.core.model.MessageId;
import io.postern.core.model.Proof;
import io.postern.core.model.Reasons;
import io.postern.core.model.Reply;
import io.postern.core.model.TlsProof;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditStoryTest {
  private static final MessageId ID = new MessageId("01KA3W7T0QZ5V8N2M4XBD6CEFG");
  private static final Instant AT = Instant.parse("2026-11-21T04:00:00.125Z");
  private static final TlsProof TLS =
      new TlsProof(
          "TLSv1.3",
          "TLS_AES_256_GCM_SHA384",
          Optional.of("X25519MLKEM768"),
          List.of("ab12"),
          List.of("mx.example.org"),
          true,
          "pkix: mx.example.org");

  @Test
  void tell_fallenBackAndDelivered_namesReasonsReplyAndTlsFacts() {
    String story =
        tell(
            new AuditEvent.Decided(
                ID,
                "b@example.org",
                "deliver",
                List.of("smime", "tls"),
                Reasons.of("r", "phi"),
                Optional.of("f00d")),
            new AuditEvent.FellBack(
                ID, "b@example.org", "smime", "tls", "no key", Optional.empty()),
            new AuditEvent.Delivered(
                ID,
                "b@example.org",
                1,
                new HostReply("mx.example.org[192.0.2.1]:25", Reply.of(250, "2.0.0", "ok")),
                new Proof("tls", Optional.of(TLS), Map.of("route", "mx"))),
            new AuditEvent.Shredded(ID, "delivered"));
    assertThat(story)
        .isEqualTo(
            """
            message 01KA3W7T0QZ5V8N2M4XBD6CEFG

            2026-11-21T04:00:00.125Z  decided b@example.org: deliver by smime, else tls
                                      rule: r
                                      because: phi
                                      policy: f00d
                                      (node1 1)
            2026-11-21T04:00:00.125Z  fell_back b@example.org: smime was not possible, next tls
                                      because: no key
                                      (node1 2)
            2026-11-21T04:00:00.125Z  delivered b@example.org by tls, attempt 1
                                      reply: mx.example.org[192.0.2.1]:25: 250 2.0.0 ok
                                      TLSv1.3 TLS_AES_256_GCM_SHA384 X25519MLKEM768, verified: pkix: mx.example.org
                                      certificate of mx.example.org
                                      certificates, SHA-256: ab12
                                      route: mx
                                      (node1 3)
            2026-11-21T04:00:00.125Z  shredded the content, its key is destroyed
                                      because: delivered
                                      (node1 4)
            """);
  }

  @Test
  void tell_explained_namesVersionSettingsAndRulesWithWhatDidNotHold() {
    assertThat(
            tell(
                new AuditEvent.Explained(
                    ID,
                    List.of("b@example.org", "c@example.org"),
                    "f00d",
                    new DecisionTrace(
                        List.of(
                            new Tried("10.yaml: tag", Optional.of("subject_tag [secure]"), false),
                            new Tried("20.yaml: partner", Optional.empty(), true),
                            new Tried("30.yaml: phi", Optional.empty(), false)),
                        2,
                        List.of(new Setting("tls.floor", "dane", "global (10.yaml:3:1)"))))))
        .contains(
            """
            explained b@example.org, c@example.org
                                      policy: f00d
                                      tls.floor dane, by global (10.yaml:3:1)
                                      not 10.yaml: tag: subject_tag [secure]
                                      noted by 20.yaml: partner
                                      matched 30.yaml: phi
                                      and 2 more rules
            """);
  }

  @Test
  void tell_heldMail_namesWhoDidWhatAndWhy() {
    assertThat(
            tell(
                new AuditEvent.Released(
                    ID,
                    "b@example.org",
                    List.of("smime", "portal"),
                    "pat",
                    Optional.of("no TLS there")),
                new AuditEvent.Refused(ID, "c@example.org", "pat", "wrong person"),
                new AuditEvent.HoldEnded(ID, "d@example.org", "review", "keep", Optional.of(AT)),
                new AuditEvent.ContentRead(ID, "pat", "complaint 7")))
        .contains("goes on by smime, else portal")
        .contains("because: no TLS there")
        .contains("refused c@example.org by pat")
        .contains("because: wrong person")
        .contains("hold_ended d@example.org in review: keep, until " + AT)
        .contains("content_read by pat")
        .contains("because: complaint 7");
  }

  @Test
  void tell_nothing_saysSo() {
    assertThat(AuditStory.tell(ID, List.of())).isEqualTo("the trail knows no message " + ID);
  }

  @Test
  void tell_eventOfALaterVersion_showsItsBody() {
    AuditLink link =
        new AuditLink(
            "node1",
            1,
            AT,
            Optional.of(ID.value()),
            "teleported",
            "{}",
            new byte[32],
            new byte[32]);
    assertThat(AuditStory.tell(ID, List.of(link))).contains("teleported").contains("{}");
  }

  private static String tell(AuditEvent... events) {
    List<AuditLink> links = new ArrayList<>();
    ChainHead head = new ChainHead("node1", 0, new byte[32]);
    for (AuditEvent event : events) {
      AuditLink link = AuditLink.after(head, AT, event);
      links.add(link);
      head = link.head();
    }
    return AuditStory.tell(ID, links);
  }
}
