package io.postern.core.history;

import io.postern.config.Json;
import io.postern.core.audit.AuditEvent;
import io.postern.core.model.PolicyFiles;
import io.postern.core.queue.Waiting;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.store.PolicyHistoryStore;
import io.postern.core.store.PolicyHistoryStore.Row;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Stores each policy before its first decision. Safe for use by many threads. */
public final class PolicyHistory {
  /** Bytes of a text that are sealed as one secret. */
  private static final int PIECE = 96 << 10;

  private final Database database;
  private final Vault vault;
  private final String node;

  /**
   * @param node whose policies {@link #begin} tells of
   */
  public PolicyHistory(Database database, Vault vault, String node) {
    this.database = database;
    this.vault = vault;
    this.node = node;
  }

  /**
   * A time in which a version was in force on a node. It also spans the times in which that node
   * did not run: it ends when another version begins there.
   *
   * @param until empty where it still is
   */
  public record Span(String node, String version, Instant since, Optional<Instant> until) {}

  /**
   * These are in force on this node from now on; nothing changes where they were before. Blocks
   * until it is durable.
   *
   * @throws StoreException where it cannot be stored; they must not decide then
   */
  public void begin(PolicyFiles files) {
    String version = files.version();
    List<byte[]> pieces = sealed(version, files);
    Waiting.forCommit(
        database.write(tx -> {
          store(tx, version, pieces);
          begin(tx, version);
          return Boolean.TRUE;
        }));
  }

  private static void store(Tx tx, String version, List<byte[]> pieces) throws SQLException {
    if (!PolicyHistoryStore.holds(tx, version)) {
      for (int piece = 0; piece < pieces.size(); piece++) {
        PolicyHistoryStore.insertPiece(tx, version, piece, pieces.get(piece));
      }
    }
  }

  private void begin(Tx tx, String version) throws SQLException {
    Optional<Row> last = PolicyHistoryStore.last(tx, node);
    if (last.isPresent() && last.get().version().equals(version)) {
      return;
    }
    // the clock may have been set back, and times within a node never overlap
    long earliest = last.map(r -> r.since() + 1).orElse(Long.MIN_VALUE);
    long now = Math.max(tx.now().toEpochMilli(), earliest);
    if (last.isPresent()) {
      PolicyHistoryStore.end(tx, last.get(), now);
    }
    PolicyHistoryStore.begin(tx, node, now, version);
    tx.audit(new AuditEvent.ConfigurationChanged("policies", version));
  }

  /**
   * Every time of every version, the newest first.
   *
   * @throws StoreException where the store fails
   */
  public List<Span> spans() {
    return database.read(PolicyHistoryStore::all).stream().map(PolicyHistory::span).toList();
  }

  private static Span span(Row row) {
    return new Span(
        row.node(),
        row.version(),
        Instant.ofEpochMilli(row.since()),
        Optional.ofNullable(row.until()).map(Instant::ofEpochMilli));
  }

  /**
   * The text of a version; empty where it was never in force.
   *
   * @throws StoreException where the store fails, or holds something else than that version
   */
  public Optional<PolicyFiles> files(String version) {
    List<byte[]> pieces = database.read(c -> PolicyHistoryStore.pieces(c, version));
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    PolicyFiles files = opened(version, pieces);
    if (!files.version().equals(version)) {
      throw new StoreException("the stored text is not that of policy " + version);
    }
    return Optional.of(files);
  }

  private List<byte[]> sealed(String version, PolicyFiles files) {
    byte[] text = Json.write(files).getBytes(StandardCharsets.UTF_8);
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < text.length; from += PIECE) {
      byte[] piece = Arrays.copyOfRange(text, from, Math.min(from + PIECE, text.length));
      pieces.add(vault.sealSecret(piece, context(version, pieces.size())));
    }
    return pieces;
  }

  private PolicyFiles opened(String version, List<byte[]> pieces) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int piece = 0; piece < pieces.size(); piece++) {
      text.writeBytes(vault.openSecret(pieces.get(piece), context(version, piece)));
    }
    return Json.read(text.toString(StandardCharsets.UTF_8), PolicyFiles.class);
  }

  private static String context(String version, int piece) {
    return "policy " + version + " " + piece;
  }
}
