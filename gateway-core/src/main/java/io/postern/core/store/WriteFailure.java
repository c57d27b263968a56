package io.postern.core.store;

import java.sql.SQLException;

/** Why a transaction was rolled back. */
final class WriteFailure extends Exception {
  private static final long serialVersionUID = 1L;

  WriteFailure(Throwable reason) {
    super(reason);
  }

  Throwable reason() {
    return getCause() == null ? this : getCause();
  }

  Trouble trouble(Dialect dialect) {
    return reason() instanceof SQLException e ? dialect.classify(e) : Trouble.UNIT;
  }

  StoreException toStoreException(Trouble trouble) {
    String text =
        switch (trouble) {
          case UNIT -> "a change failed and was undone";
          case FULL -> "the store is full or read-only";
          case BUSY -> "the store is busy";
          case BROKEN -> "the store failed";
        };
    return new StoreException(text, reason());
  }
}
