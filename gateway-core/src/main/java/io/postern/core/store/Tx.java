package io.postern.core.store;

import io.postern.core.audit.AuditEvent;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** The writer's open transaction, as seen by one unit of work. For the writer's thread only. */
public interface Tx {
  /**
   * A statement from the writer's cache, with no parameters set. Do not close it; do not keep it
   * beyond the unit of work.
   */
  PreparedStatement prepare(String sql) throws SQLException;

  /** Appends to the chain in this transaction, stamped with the transaction's time. */
  void audit(AuditEvent event) throws SQLException;

  /** The time of this transaction. */
  Instant now();
}
