package io.postern.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against WALs that SQLite wrote. */
class WalCheckTest {
  @TempDir Path directory;

  @Test
  void holds_walAsWrittenAndUsedAgain_isTrueForItsFramesOnly() throws Exception {
    try (Connection connection = open();
        Statement s = connection.createStatement()) {
      for (int round = 0; round < 2; round++) {
        s.execute("INSERT INTO t VALUES (randomblob(30000))");
        s.execute("INSERT INTO t VALUES (randomblob(300))");
        long frames = frames(s);
        assertThat(frames).isPositive();
        assertThat(WalCheck.holds(wal(), frames)).isTrue();
        assertThat(WalCheck.holds(wal(), frames + 1)).isFalse();
        s.execute("PRAGMA wal_checkpoint(RESTART)");
      }
    }
  }

  @Test
  void holds_anyOctetOfAFrameChanged_isFalse() throws Exception {
    try (Connection connection = open();
        Statement s = connection.createStatement()) {
      s.execute("INSERT INTO t VALUES (randomblob(9000))");
      long frames = frames(s);
      for (long at : new long[] {0, 9, 17, 25, 33, 41, 49, 57, 2_000}) {
        flip(at);
        assertThat(WalCheck.holds(wal(), frames)).as("octet %d", at).isFalse();
        flip(at);
      }
      assertThat(WalCheck.holds(wal(), frames)).isTrue();
    }
  }

  private Connection open() throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("db"));
    try (Statement s = connection.createStatement()) {
      s.execute("PRAGMA journal_mode = WAL");
      s.execute("CREATE TABLE t (x)");
    }
    return connection;
  }

  private Path wal() {
    return directory.resolve("db-wal");
  }

  private static long frames(Statement s) throws Exception {
    try (ResultSet rs = s.executeQuery("PRAGMA wal_checkpoint(NOOP)")) {
      rs.next();
      return rs.getLong(2);
    }
  }

  private void flip(long at) throws Exception {
    try (FileChannel wal =
        FileChannel.open(wal(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      wal.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      wal.write(one, at);
    }
  }
}
