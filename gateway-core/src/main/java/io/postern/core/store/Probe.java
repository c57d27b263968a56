package io.postern.core.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A small write that tells whether the store takes changes again. */
final class Probe {
  /** As much as a typical message, so that a disk with a few free blocks does not look well. */
  private static final int PADDING = 64 * 1024;

  private Probe() {}

  static boolean write(Tx tx) throws SQLException {
    PreparedStatement s =
        tx.prepare(
            "INSERT INTO probe (id, padding) VALUES (1, ?)"
                + " ON CONFLICT (id) DO UPDATE SET padding = excluded.padding");
    s.setBytes(1, new byte[PADDING]);
    return s.executeUpdate() == 1;
  }
}
