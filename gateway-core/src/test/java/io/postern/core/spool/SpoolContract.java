package io.postern.core.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings;
import io.postern.core.model.MessageId;
import io.postern.core.port.Content;
import io.postern.core.seal.DamagedException;
import io.postern.core.seal.RootKey;
import io.postern.core.store.SqlDatabase;
import io.postern.core.store.StoreException;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the spool does on every engine. */
abstract class SpoolContract {
  private static final int LARGE = 3_000_000;

  @TempDir Path directory;
  SqlDatabase database;
  Spool spool;
  private final MessageId id = MessageId.create(System.currentTimeMillis());

  abstract Settings.Storage settings();

  @BeforeEach
  void open() {
    database = Stores.open(settings(), directory);
    spool = new Spool(database, vault());
  }

  private Vault vault() {
    return Vault.open(database, Stores.rootKey(), InstantSource.system());
  }

  @AfterEach
  void close() {
    database.close();
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private void accept(MessageId message, byte[] bytes) throws IOException {
    try (SealedDraft draft = spool.newDraft(message)) {
      draft.sink().write(bytes);
      draft.content();
      store(draft);
    }
  }

  private void store(SealedDraft draft) {
    database
        .write(tx -> {
          draft.store(tx);
          return true;
        })
        .join();
  }

  private byte[] read(MessageId message) throws IOException {
    return spool.open(message).open().readAllBytes();
  }

  @Test
  void content_openedAgainAndSideBySide_givesTheSame() throws IOException {
    for (int size : new int[] {0, 1, 10_000, 65_536, 65_537, 300_000}) {
      byte[] bytes = bytes(size);
      Content closed;
      try (SealedDraft draft = spool.newDraft(MessageId.create(size))) {
        draft.sink().write(bytes);
        Content content = draft.content();
        try (InputStream first = content.open();
            InputStream second = draft.content().open()) {
          assertThat(first.read()).isEqualTo(size == 0 ? -1 : bytes[0] & 0xff);
          assertThat(second.readAllBytes()).isEqualTo(bytes);
          assertThat(first.readAllBytes()).hasSize(Math.max(0, size - 1));
        }
        assertThat(content.open().readAllBytes()).isEqualTo(bytes);
        closed = content;
      }
      assertThatThrownBy(closed::open).isInstanceOf(IOException.class);
    }
  }

  private int change(String sql, Object... parameters) {
    return database
        .write(tx -> {
          PreparedStatement s = tx.prepare(sql);
          for (int i = 0; i < parameters.length; i++) {
            s.setObject(i + 1, parameters[i]);
          }
          return s.executeUpdate();
        })
        .join();
  }

  private long count(String table) {
    return database.read(c -> {
      try (ResultSet rs = c.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
        rs.next();
        return rs.getLong(1);
      }
    });
  }

  @Test
  void open_acceptedMessage_givesItsBytesSizeAndDigest() throws Exception {
    for (int size : new int[] {0, 1, 10_000, 65_536, 262_144, 262_145, LARGE}) {
      MessageId message = MessageId.create(System.currentTimeMillis());
      byte[] bytes = bytes(size);
      accept(message, bytes);
      Content content = spool.open(message);
      assertThat(content.size()).isEqualTo(size);
      assertThat(content.open().readAllBytes()).isEqualTo(bytes);
      assertThat(content.open().readAllBytes()).as("again").isEqualTo(bytes);
    }
  }

  @Test
  void digest_ofADraft_isSha256OfItsBytes() throws Exception {
    byte[] bytes = bytes(100_000);
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(bytes);
      draft.content();
      String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertThat(draft.digest()).isEqualTo(sha);
      assertThat(draft.size()).isEqualTo(bytes.length);
    }
  }

  @Test
  void content_ofADraft_canBeReadBeforeAcceptance() throws IOException {
    byte[] bytes = bytes(LARGE);
    Content content;
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(bytes);
      content = draft.content();
      assertThat(content.open().readAllBytes()).isEqualTo(bytes);
      assertThat(content.open().readAllBytes()).isEqualTo(bytes);
      assertThatThrownBy(() -> spool.open(id)).isInstanceOf(MissingContentException.class);
    }
    assertThatThrownBy(content::open).isInstanceOf(IOException.class);
  }

  @Test
  void write_afterContent_fails() throws IOException {
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.content();
      assertThatThrownBy(() -> draft.sink().write(1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void store_beforeContent_isRefused() {
    try (SealedDraft draft = spool.newDraft(id)) {
      assertThatThrownBy(() -> store(draft)).hasRootCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void store_smallMessage_touchesNothingBefore() throws IOException {
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(bytes(10_000));
      draft.content();
      assertThat(count("content")).isZero();
    }
  }

  @Test
  void store_rolledBackAndRunAgain_storesOnce() throws IOException {
    byte[] bytes = bytes(LARGE);
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(bytes);
      draft.content();
      assertThatThrownBy(() ->
              database
                  .write(tx -> {
                    draft.store(tx);
                    throw new IllegalStateException("rolled back");
                  })
                  .join())
          .hasCauseInstanceOf(StoreException.class);
      store(draft);
    }
    assertThat(read(id)).isEqualTo(bytes);
  }

  @Test
  void close_notAccepted_deletesWhatWasWrittenAhead() throws IOException {
    try (SealedDraft draft = spool.newDraft(id)) {
      draft.sink().write(bytes(LARGE));
      draft.content();
      assertThat(count("content")).isPositive();
    }
    database.write(tx -> true).join();
    assertThat(count("content")).isZero();
  }

  @Test
  void sweep_leftoversOfADeadProcess_areDeletedAndOthersStay() throws IOException {
    MessageId kept = MessageId.create(System.currentTimeMillis() - 5000);
    accept(kept, bytes(LARGE));
    MessageId dead = MessageId.create(System.currentTimeMillis() - 4000);
    MessageId running = MessageId.create(System.currentTimeMillis() + 60_000);
    for (MessageId lost : new MessageId[] {dead, running}) {
      change(
          "INSERT INTO content (message_id, seq, data) VALUES (?, 0, ?)", lost.value(), bytes(9));
    }
    assertThat(spool.sweep(Instant.now())).isEqualTo(1);
    assertThat(count("content WHERE message_id = '" + dead + "'")).isZero();
    assertThat(count("content WHERE message_id = '" + running + "'")).isEqualTo(1);
    assertThat(read(kept)).hasSize(LARGE);
  }

  @Test
  void shred_acceptedMessage_leavesNothing() throws IOException {
    accept(id, bytes(LARGE));
    database
        .write(tx -> {
          spool.shred(tx, id);
          return true;
        })
        .join();
    assertThat(count("content")).isZero();
    assertThat(count("sealed")).as("a row without key tells that there was one").isEqualTo(1);
    assertThatThrownBy(() -> spool.open(id)).isInstanceOf(MissingContentException.class);
  }

  private void assertDamaged() {
    assertThatThrownBy(() -> read(id)).isInstanceOf(DamagedException.class);
  }

  @Test
  void open_pieceMissing_isDamaged() throws IOException {
    accept(id, bytes(LARGE));
    change("DELETE FROM content WHERE seq = 3");
    assertDamaged();
  }

  @Test
  void open_lastPieceMissing_isDamaged() throws IOException {
    accept(id, bytes(LARGE));
    change("DELETE FROM content WHERE seq = (SELECT max(seq) FROM content)");
    assertDamaged();
  }

  @Test
  void open_pieceAddedAtTheEnd_isDamaged() throws IOException {
    accept(id, bytes(10_000));
    change("INSERT INTO content (message_id, seq, data) VALUES (?, 1, ?)", id.value(), bytes(5));
    assertDamaged();
  }

  @Test
  void open_piecesReordered_isDamaged() throws IOException {
    accept(id, bytes(LARGE));
    change("UPDATE content SET seq = 100 WHERE seq = 1");
    change("UPDATE content SET seq = 1 WHERE seq = 2");
    change("UPDATE content SET seq = 2 WHERE seq = 100");
    assertDamaged();
  }

  @Test
  void open_contentsSwappedBetweenMessages_isDamaged() throws IOException {
    MessageId other = MessageId.create(System.currentTimeMillis());
    accept(id, bytes(10_000));
    accept(other, bytes(10_000));
    String sql = "UPDATE content SET message_id = ? WHERE message_id = ?";
    change(sql, "x", id.value());
    change(sql, id.value(), other.value());
    change(sql, other.value(), "x");
    assertDamaged();
  }

  @Test
  void open_messagesSwappedWithTheirKeys_isDamaged() throws IOException {
    MessageId other = MessageId.create(System.currentTimeMillis());
    accept(id, bytes(10_000));
    accept(other, bytes(10_000));
    for (String table : new String[] {"content", "sealed"}) {
      String sql = "UPDATE " + table + " SET message_id = ? WHERE message_id = ?";
      change(sql, "x", id.value());
      change(sql, id.value(), other.value());
      change(sql, other.value(), "x");
    }
    assertDamaged();
  }

  @Test
  void open_sizeOrDigestChanged_isDamaged() throws IOException {
    accept(id, bytes(10_000));
    change("UPDATE sealed SET size = 9999");
    assertDamaged();
    change("UPDATE sealed SET size = 10000, digest = 'x'");
    assertDamaged();
  }

  @Test
  void open_wrappedKeyChanged_isDamaged() throws IOException {
    accept(id, bytes(10_000));
    change("UPDATE sealed SET dek = ?", bytes(60));
    assertDamaged();
  }

  @Test
  void vault_withAnotherRootKey_isRefused() {
    assertThatThrownBy(() -> Vault.open(database, RootKey.random(), InstantSource.system()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("root key");
  }

  @Test
  void rotate_newEpoch_keepsOldMessagesReadable() throws IOException {
    accept(id, bytes(10_000));
    Vault rotated = vault();
    rotated.rotate();
    Spool after = new Spool(database, rotated);
    assertThat(after.open(id).open().readAllBytes()).isEqualTo(bytes(10_000));
    assertThat(count("kek")).isEqualTo(2);
    MessageId next = MessageId.create(System.currentTimeMillis());
    try (SealedDraft draft = after.newDraft(next)) {
      draft.sink().write(bytes(20));
      draft.content();
      store(draft);
    }
    // This spool's vault was opened before the rotation, as another node's would have been.
    assertThat(read(next)).isEqualTo(bytes(20));
  }

  @Test
  void vault_newestEpochOverAMonthOld_beginsAnother() {
    Instant later = Instant.now().plusSeconds(31L * 24 * 3600);
    Vault.open(database, Stores.rootKey(), () -> later);
    assertThat(count("kek")).isEqualTo(2);
  }
}
