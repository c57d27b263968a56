package io.postern.core.store;

import java.sql.SQLException;

/**
 * One unit of change. It must do nothing but SQL: after a failure elsewhere in its batch it is
 * rolled back and run again.
 */
@FunctionalInterface
public interface Work<T extends @org.jspecify.annotations.Nullable Object> {
  T run(Tx tx) throws SQLException;
}
