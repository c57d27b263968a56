package io.postern.core.spool;

import io.postern.core.model.MessageId;
import io.postern.core.store.ContentRows;
import io.postern.core.store.Database;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pieces of a large message to the store before it is accepted. At most two are on their
 * way, so that a client faster than the disk is slowed down instead of filling memory. For one
 * thread.
 */
final class WriteAhead {
  private static final int IN_FLIGHT = 2;

  private final Database database;
  private final MessageId id;
  private final Queue<CompletableFuture<Boolean>> inFlight = new ArrayDeque<>(IN_FLIGHT);
  private int written;
  private @Nullable IOException failure;

  WriteAhead(Database database, MessageId id) {
    this.database = database;
    this.id = id;
  }

  void put(int seq, byte[] piece) throws IOException {
    check();
    awaitAtMost(IN_FLIGHT - 1);
    written++;
    inFlight.add(
        database.write(tx -> {
          ContentRows.insertPiece(tx, id, seq, piece);
          return true;
        }));
  }

  /** Returns once all are durable. */
  void await() throws IOException {
    check();
    awaitAtMost(0);
  }

  private void awaitAtMost(int left) throws IOException {
    while (inFlight.size() > left) {
      await(inFlight.remove());
    }
  }

  private void await(CompletableFuture<Boolean> piece) throws IOException {
    try {
      piece.get();
    } catch (ExecutionException e) {
      failure = new IOException("the store does not take the content", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = new InterruptedIOException("interrupted while the store takes the content");
    }
    check();
  }

  /** Once a piece is lost, the draft is lost, however often it is tried. */
  private void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Deletes the pieces unless the message was accepted: the writer works in order, so an acceptance
   * that was handed in before this is committed before this looks. What cannot be deleted now is
   * swept later.
   */
  void abandon() {
    if (written > 0) {
      database.write(tx -> {
        ContentRows.deleteUnaccepted(tx, id);
        return true;
      });
    }
  }
}
