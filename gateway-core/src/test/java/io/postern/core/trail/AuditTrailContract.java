package io.postern.core.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.Json;
import io.postern.config.settings.Settings;
import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditFilter;
import io.postern.core.audit.AuditLink;
import io.postern.core.audit.ChainHead;
import io.postern.core.model.MessageId;
import io.postern.core.seal.RootKey;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.StoreException;
import io.postern.core.testing.Stores;
import io.postern.core.trail.Verification.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trail on every engine, and every way to tamper with it. */
abstract class AuditTrailContract {
  private static final int LINKS = 12;

  @TempDir Path directory;
  private Settings.Storage settings;
  private SqlDatabase database;
  private AuditTrail trail;
  private final MessageId id = MessageId.create(System.currentTimeMillis());

  abstract Settings.Storage settings();

  @BeforeEach
  void write() {
    settings = settings();
    database = Stores.open(settings, directory);
    trail = new AuditTrail(database, Stores.rootKey());
    for (int i = 1; i <= LINKS; i++) {
      append(
          new AuditEvent.Released(
              id, "user" + i + "@example.org", List.of("tls"), "admin", Optional.empty()));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void append(AuditEvent event) {
    database
        .write(tx -> {
          tx.audit(event);
          return true;
        })
        .join();
  }

  private void change(String sql, Object... parameters) {
    database
        .write(tx -> {
          PreparedStatement s = tx.prepare(sql);
          for (int i = 0; i < parameters.length; i++) {
            s.setObject(i + 1, parameters[i]);
          }
          return s.executeUpdate();
        })
        .join();
  }

  private void assertFound(String... findings) {
    Verification verification = trail.verify();
    assertThat(verification.intact()).isFalse();
    assertThat(
            verification.findings().stream().map(f -> f.seq() + "+" + f.count() + " " + f.kind()))
        .containsExactly(findings);
    assertThat(verification.findings()).allMatch(f -> f.stream().equals(Stores.NODE));
  }

  private AuditLink link(long seq) {
    return trail.ofMessage(id).stream().filter(l -> l.seq() == seq).findFirst().orElseThrow();
  }

  @Test
  void verify_untouched_isIntact() {
    Verification verification = trail.verify();
    assertThat(verification.findings()).isEmpty();
    assertThat(verification.links()).isEqualTo(LINKS);
    assertThat(verification.heads()).containsExactly(link(LINKS).head());
  }

  @Test
  void verify_bodyEdited_namesTheLink() {
    change("UPDATE audit SET body = replace(body, 'admin', 'nobody') WHERE seq = 5");
    assertFound("5+1 EDITED");
  }

  @Test
  void verify_anyColumnEdited_namesTheLink() {
    change("UPDATE audit SET at = at + 1 WHERE seq = 2");
    change("UPDATE audit SET type = 'dropped' WHERE seq = 4");
    change("UPDATE audit SET message_id = NULL WHERE seq = 6");
    change("UPDATE audit SET message_id = ? WHERE seq = 8", MessageId.create(1).value());
    assertFound("2+1 EDITED", "4+1 EDITED", "6+1 EDITED", "8+1 EDITED");
  }

  @Test
  void verify_editedAndHashedAgain_showsAtTheNextLink() {
    AuditLink old = link(5);
    byte[] hash =
        new AuditLink(
                old.stream(), 5, old.at(), old.message(), old.type(), "{}", old.prev(), old.hash())
            .computeHash();
    change("UPDATE audit SET body = '{}', hash = ? WHERE seq = 5", hash);
    assertFound("6+1 UNCHAINED");
  }

  @Test
  void verify_rewrittenToTheEnd_showsAtTheHead() {
    rewriteFrom(5);
    assertFound(LINKS + "+1 HEAD_DIFFERS");
  }

  @Test
  void verify_rewrittenWithItsHead_showsAtTheSeal() {
    byte[] hash = rewriteFrom(5);
    change("UPDATE audit_head SET hash = ?", hash);
    assertFound(LINKS + "+1 HEAD_FORGED");
  }

  /** As somebody would who can write the database but lacks the root key. */
  private byte[] rewriteFrom(long first) {
    byte[] prev = link(first).prev();
    for (long seq = first; seq <= LINKS; seq++) {
      AuditLink old = link(seq);
      byte[] hash =
          new AuditLink(
                  old.stream(), seq, old.at(), old.message(), old.type(), "{}", prev, old.hash())
              .computeHash();
      change("UPDATE audit SET body = '{}', prev = ?, hash = ? WHERE seq = ?", prev, hash, seq);
      prev = hash;
    }
    return prev;
  }

  @Test
  void verify_linksRemoved_namesThem() {
    change("DELETE FROM audit WHERE seq = 1");
    change("DELETE FROM audit WHERE seq IN (5, 6)");
    assertFound("1+1 REMOVED", "5+2 REMOVED");
  }

  @Test
  void verify_removedAndRenumbered_isFound() {
    change("DELETE FROM audit WHERE seq = 11");
    change("UPDATE audit SET seq = 11 WHERE seq = 12");
    assertFound("11+1 UNCHAINED", "11+1 EDITED", "12+1 REMOVED");
  }

  @Test
  void verify_cutAtTheEnd_namesWhatIsGone() {
    change("DELETE FROM audit WHERE seq > 9");
    assertFound("10+3 REMOVED");
  }

  @Test
  void verify_cutWithItsHead_showsAtTheSeal() {
    AuditLink ninth = link(9);
    change("DELETE FROM audit WHERE seq > 9");
    change("UPDATE audit_head SET seq = 9, hash = ?", ninth.hash());
    assertFound("9+1 HEAD_FORGED");
  }

  @Test
  void verify_headRemoved_isFound() {
    change("DELETE FROM audit_head");
    assertFound(LINKS + "+1 HEAD_FORGED");
  }

  @Test
  void verify_reordered_namesBoth() {
    change("UPDATE audit SET seq = 100 WHERE seq = 3");
    change("UPDATE audit SET seq = 3 WHERE seq = 7");
    change("UPDATE audit SET seq = 7 WHERE seq = 100");
    assertThat(trail.verify().findings())
        .extracting(Verification.Finding::seq, Verification.Finding::kind)
        .contains(
            org.assertj.core.groups.Tuple.tuple(3L, Kind.EDITED),
            org.assertj.core.groups.Tuple.tuple(7L, Kind.EDITED));
  }

  @Test
  void verify_linkAddedBehindTheEnd_isFound() {
    AuditLink forged =
        AuditLink.after(link(LINKS).head(), Instant.now(), new AuditEvent.Stopped("node1"));
    insert(forged, forged.seq());
    assertFound("13+1 ADDED");
  }

  @Test
  void verify_linkAddedBeforeTheStart_isFound() {
    AuditLink forged =
        AuditLink.after(ChainHead.start(Stores.NODE), Instant.now(), new AuditEvent.Stopped("x"));
    insert(forged, 0);
    assertFound("0+1 ADDED");
  }

  private void insert(AuditLink link, long seq) {
    change(
        "INSERT INTO audit (stream, seq, at, type, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        link.stream(),
        seq,
        link.at().toEpochMilli(),
        link.type(),
        link.body(),
        link.prev(),
        link.hash());
  }

  @Test
  void append_headForged_isRefused() {
    change("UPDATE audit_head SET seq = 3");
    assertThatThrownBy(() -> append(new AuditEvent.Stopped("node1")))
        .hasRootCauseInstanceOf(StoreException.class);
  }

  @Test
  void open_withAnotherRootKey_isRefused() {
    database.close();
    assertThatThrownBy(() ->
            SqlDatabase.open(
                settings, directory, Stores.NODE, RootKey.random(), InstantSource.system()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("root key");
  }

  @Test
  void append_fromTwoProcessesOnOneChain_staysOneChain() {
    try (SqlDatabase other = Stores.open(settings, directory)) {
      for (int i = 0; i < 5; i++) {
        append(new AuditEvent.Started("1", "node1"));
        other
            .write(tx -> {
              tx.audit(new AuditEvent.Stopped("node1"));
              return true;
            })
            .join();
      }
    }
    assertThat(trail.verify().findings()).isEmpty();
    assertThat(trail.verify().links()).isEqualTo(LINKS + 10);
  }

  @Test
  void ofMessage_severalMessages_givesOnlyItsOwnInOrder() {
    append(
        new AuditEvent.Released(
            MessageId.create(1), "other@example.org", List.of("tls"), "admin", Optional.empty()));
    List<AuditLink> story = trail.ofMessage(id);
    assertThat(story).extracting(AuditLink::seq).isSorted().hasSize(LINKS);
    assertThat(story.getFirst().event())
        .contains(
            new AuditEvent.Released(
                id, "user1@example.org", List.of("tls"), "admin", Optional.empty()));
  }

  @Test
  void search_byTypeTextAndTime_givesTheNewestThatFit() {
    append(new AuditEvent.Started("1_0%", "node1"));
    assertThat(trail.search(AuditFilter.ALL, 3))
        .extracting(AuditLink::seq)
        .containsExactly(13L, 12L, 11L);
    assertThat(trail.search(filter("started", null), 10)).hasSize(1);
    assertThat(trail.search(filter(null, "USER3@example.org"), 10))
        .extracting(AuditLink::seq)
        .containsExactly(3L);
    assertThat(trail.search(filter(null, "_0%"), 10))
        .extracting(AuditLink::seq)
        .containsExactly(13L);
    assertThat(trail.search(filter(null, "' OR 1=1 --"), 10)).isEmpty();
    AuditFilter past =
        new AuditFilter(
            Instant.EPOCH, Instant.EPOCH.plusSeconds(1), Optional.empty(), Optional.empty());
    assertThat(trail.search(past, 10)).isEmpty();
  }

  private static AuditFilter filter(
      @org.jspecify.annotations.Nullable String type,
      @org.jspecify.annotations.Nullable String text) {
    return new AuditFilter(
        AuditFilter.ALL.since(),
        AuditFilter.ALL.until(),
        Optional.ofNullable(type),
        Optional.ofNullable(text));
  }

  @Test
  void export_everyLine_canBeCheckedWithoutThisProgram() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    trail.export(out);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(LINKS);
    String prev = "0".repeat(64);
    for (String line : lines) {
      Map<String, Object> link = Json.readObject(line);
      String body = line.substring(line.indexOf("\"event\":") + 8, line.indexOf(",\"hash\":"));
      String text =
          String.join(
              "\n",
              "postern audit 1",
              "" + link.get("stream"),
              "" + link.get("seq"),
              "" + Instant.parse("" + link.get("at")).toEpochMilli(),
              "" + link.get("type"),
              "" + link.get("message"),
              prev,
              body);
      prev =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.UTF_8)));
      assertThat(link.get("hash")).isEqualTo(prev);
    }
  }

  @Test
  void export_bodyForged_staysOneLine() throws IOException {
    change("UPDATE audit SET body = ? WHERE seq = 1", "{}\n{\"type\":\"forged\"}");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    trail.export(out);
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(LINKS);
  }
}
