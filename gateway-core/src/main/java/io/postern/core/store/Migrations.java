package io.postern.core.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Brings the schema to what this version of the program expects, or refuses. All that is missing is
 * applied in one transaction, so that a crash leaves the old schema or the new one.
 */
final class Migrations {
  /** In order; one that was released is never edited, only followed by another. */
  static final List<String> FILES =
      List.of(
          "V1__spine.sql",
          "V2__queue.sql",
          "V3__keys.sql",
          "V4__portal.sql",
          "V5__sightings.sql",
          "V6__rewriting.sql",
          "V7__policy_operation.sql",
          "V8__mta_sts.sql",
          "V9__held.sql",
          "V10__judged.sql",
          "V11__portal_rewriting.sql",
          "V12__traffic.sql",
          "V13__dkim.sql",
          "V14__tls_report.sql",
          "V15__tls_session.sql",
          "V16__key_trust.sql",
          "V17__key_finding.sql",
          "V18__smime_capability.sql",
          "V19__finding_by_source.sql");

  private static final String FOLDER = "/io/postern/store/migration/";
  private static final String TABLE = "schema_version";
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");

  private Migrations() {}

  /** A step as it is, or was, applied. */
  private record Step(String file, String checksum) {}

  /**
   * @throws StoreException where the schema was changed by hand or is newer than this program
   */
  static void run(Dialect dialect) {
    try (Connection connection = dialect.writers().getConnection()) {
      // Without a lock where nothing is to do, as for commands beside a busy gateway.
      if (applied(connection).size() < FILES.size()) {
        upgrade(dialect, connection);
      }
    } catch (SQLException e) {
      throw new StoreException("the schema of the store cannot be made or read", e);
    }
  }

  /**
   * True where nothing is to be done.
   *
   * @throws StoreException as {@link #run}
   */
  static boolean areApplied(Dialect dialect) {
    try (Connection connection = dialect.writers().getConnection()) {
      return applied(connection).size() == FILES.size();
    } catch (SQLException e) {
      throw new StoreException("the schema of the store cannot be read", e);
    }
  }

  private static void upgrade(Dialect dialect, Connection connection) throws SQLException {
    dialect.begin(connection);
    try {
      dialect.lockSchema(connection);
      for (String file : FILES.subList(applied(connection).size(), FILES.size())) {
        apply(dialect.placeholders(), connection, file);
      }
      dialect.commit(connection);
    } catch (SQLException | RuntimeException e) {
      dialect.rollback(connection);
      throw e;
    }
  }

  /** What was applied so far, which is what this program would have applied. */
  private static List<Step> applied(Connection connection) throws SQLException {
    List<Step> done = exists(connection) ? read(connection) : List.of();
    List<Step> ours = FILES.stream().map(f -> new Step(f, checksum(text(f)))).toList();
    if (done.size() > ours.size() || !done.equals(ours.subList(0, done.size()))) {
      throw new StoreException(
          "the schema of the store does not fit this version of Postern: it is newer, or was"
              + " changed by hand");
    }
    return done;
  }

  private static boolean exists(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, connection.getSchema(), TABLE, null)) {
      return tables.next();
    }
  }

  private static List<Step> read(Connection connection) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery("SELECT file, checksum FROM schema_version ORDER BY n")) {
      List<Step> steps = new ArrayList<>();
      while (rows.next()) {
        steps.add(new Step(rows.getString(1), rows.getString(2)));
      }
      return steps;
    }
  }

  private static void apply(Map<String, String> placeholders, Connection connection, String file)
      throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(
          "CREATE TABLE IF NOT EXISTS schema_version (n INTEGER NOT NULL PRIMARY KEY,"
              + " file VARCHAR(100) NOT NULL, checksum VARCHAR(64) NOT NULL)");
      for (String sql : statements(text(file), placeholders)) {
        s.execute(sql);
      }
    }
    record(connection, file);
  }

  /** No migration holds a semicolon or two hyphens within a literal. */
  private static List<String> statements(String text, Map<String, String> placeholders) {
    String sql = COMMENT.matcher(text).replaceAll("");
    for (Map.Entry<String, String> p : placeholders.entrySet()) {
      sql = sql.replace("${" + p.getKey() + "}", p.getValue());
    }
    return Pattern.compile(";")
        .splitAsStream(sql)
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private static void record(Connection connection, String file) throws SQLException {
    try (PreparedStatement s =
        connection.prepareStatement(
            "INSERT INTO schema_version (n, file, checksum) VALUES (?, ?, ?)")) {
      s.setInt(1, FILES.indexOf(file) + 1);
      s.setString(2, file);
      s.setString(3, checksum(text(file)));
      s.executeUpdate();
    }
  }

  private static String text(String file) {
    try (InputStream in =
        Objects.requireNonNull(Migrations.class.getResourceAsStream(FOLDER + file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("this program lacks " + file, e);
    }
  }

  private static String checksum(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
