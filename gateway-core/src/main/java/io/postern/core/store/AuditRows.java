package io.postern.core.store;

import io.postern.core.audit.AuditFilter;
import io.postern.core.audit.AuditLink;
import io.postern.core.audit.ChainHead;
import io.postern.core.audit.HeadSeal;
import io.postern.core.model.MessageId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of the audit trail. */
public final class AuditRows {
  private static final String COLUMNS = "stream, seq, at, message_id, type, body, prev, hash";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM audit";

  private AuditRows() {}

  /** A head as it is stored. */
  public record SealedHead(ChainHead head, byte[] mac) {}

  static Optional<SealedHead> head(Tx tx, String stream, String lock) throws SQLException {
    PreparedStatement s =
        tx.prepare("SELECT stream, seq, hash, mac FROM audit_head WHERE stream = ?" + lock);
    s.setString(1, stream);
    try (ResultSet rs = s.executeQuery()) {
      return rs.next() ? Optional.of(headOf(rs)) : Optional.empty();
    }
  }

  private static SealedHead headOf(ResultSet rs) throws SQLException {
    return new SealedHead(
        new ChainHead(rs.getString(1), rs.getLong(2), rs.getBytes(3)), rs.getBytes(4));
  }

  static void insert(Tx tx, List<AuditLink> links) throws SQLException {
    PreparedStatement s =
        tx.prepare("INSERT INTO audit (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (AuditLink link : links) {
      s.setString(1, link.stream());
      s.setLong(2, link.seq());
      s.setLong(3, link.at().toEpochMilli());
      if (link.message().isPresent()) {
        s.setString(4, link.message().get());
      } else {
        s.setNull(4, Types.VARCHAR);
      }
      s.setString(5, link.type());
      s.setString(6, link.body());
      s.setBytes(7, link.prev());
      s.setBytes(8, link.hash());
      s.addBatch();
    }
    s.executeBatch();
  }

  static void insertHead(Tx tx, ChainHead head, HeadSeal seal) throws SQLException {
    PreparedStatement s =
        tx.prepare("INSERT INTO audit_head (seq, hash, mac, stream) VALUES (?, ?, ?, ?)");
    executeHead(s, head, seal);
  }

  static void updateHead(Tx tx, ChainHead head, HeadSeal seal) throws SQLException {
    PreparedStatement s =
        tx.prepare("UPDATE audit_head SET seq = ?, hash = ?, mac = ? WHERE stream = ?");
    executeHead(s, head, seal);
  }

  private static void executeHead(PreparedStatement s, ChainHead head, HeadSeal seal)
      throws SQLException {
    s.setLong(1, head.seq());
    s.setBytes(2, head.hash());
    s.setBytes(3, seal.mac(head));
    s.setString(4, head.stream());
    s.executeUpdate();
  }

  /** Every head, by stream. */
  public static List<SealedHead> heads(Connection connection) throws SQLException {
    List<SealedHead> heads = new ArrayList<>();
    try (PreparedStatement s =
            connection.prepareStatement(
                "SELECT stream, seq, hash, mac FROM audit_head ORDER BY stream");
        ResultSet rs = s.executeQuery()) {
      while (rs.next()) {
        heads.add(headOf(rs));
      }
    }
    return heads;
  }

  /** The hash of one link; empty where the link is not there. */
  static Optional<byte[]> hashAt(Connection connection, String stream, long seq)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement("SELECT hash FROM audit WHERE stream = ? AND seq = ?")) {
      s.setString(1, stream);
      s.setLong(2, seq);
      try (ResultSet rs = s.executeQuery()) {
        return rs.next() ? Optional.of(rs.getBytes(1)) : Optional.empty();
      }
    }
  }

  /** The chains that have links or a head, in order. */
  public static List<String> streams(Connection connection) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement s =
            connection.prepareStatement(
                "SELECT stream FROM audit GROUP BY stream UNION SELECT stream FROM audit_head"
                    + " ORDER BY stream");
        ResultSet rs = s.executeQuery()) {
      while (rs.next()) {
        found.add(rs.getString(1));
      }
    }
    return found;
  }

  /** The head of one chain. */
  public static Optional<SealedHead> head(Connection connection, String stream)
      throws SQLException {
    return heads(connection).stream().filter(h -> h.head().stream().equals(stream)).findFirst();
  }

  /** The links of a chain after {@code seq}, in order. */
  public static List<AuditLink> page(Connection connection, String stream, long seq, int limit)
      throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            SELECT + " WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?")) {
      s.setString(1, stream);
      s.setLong(2, seq);
      s.setInt(3, limit);
      return links(s);
    }
  }

  /** Everything about one message, oldest first. */
  public static List<AuditLink> ofMessage(Connection connection, MessageId id) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(SELECT + " WHERE message_id = ? ORDER BY at, stream, seq")) {
      s.setString(1, id.value());
      return links(s);
    }
  }

  /** The newest links that fit, newest first. */
  public static List<AuditLink> search(Connection connection, AuditFilter filter, int limit)
      throws SQLException {
    List<Object> parameters = new ArrayList<>();
    String where = where(filter, parameters);
    try (PreparedStatement s =
        connection.prepareStatement(
            SELECT + where + " ORDER BY at DESC, stream DESC, seq DESC LIMIT ?")) {
      parameters.add(limit);
      for (int i = 0; i < parameters.size(); i++) {
        s.setObject(i + 1, parameters.get(i));
      }
      return links(s);
    }
  }

  /** Literal SQL only; what the filter holds goes into parameters. */
  private static String where(AuditFilter filter, List<Object> parameters) {
    StringBuilder where = new StringBuilder(" WHERE at >= ? AND at < ?");
    parameters.add(filter.since().toEpochMilli());
    parameters.add(filter.until().toEpochMilli());
    filter
        .type()
        .ifPresent(type -> {
          where.append(" AND type = ?");
          parameters.add(type);
        });
    filter
        .text()
        .ifPresent(text -> {
          where.append(" AND lower(body) LIKE ? ESCAPE '!'");
          parameters.add("%" + text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%");
        });
    return where.toString();
  }

  private static List<AuditLink> links(PreparedStatement s) throws SQLException {
    List<AuditLink> found = new ArrayList<>();
    try (ResultSet rs = s.executeQuery()) {
      while (rs.next()) {
        found.add(linkOf(rs));
      }
    }
    return found;
  }

  private static AuditLink linkOf(ResultSet rs) throws SQLException {
    @Nullable String message = rs.getString(4);
    return new AuditLink(
        rs.getString(1),
        rs.getLong(2),
        Instant.ofEpochMilli(rs.getLong(3)),
        Optional.ofNullable(message),
        rs.getString(5),
        rs.getString(6),
        rs.getBytes(7),
        rs.getBytes(8));
  }
}
