package io.postern.core.spool;

import io.postern.core.model.MessageId;
import io.postern.core.port.Content;
import io.postern.core.seal.DamagedException;
import io.postern.core.seal.KeyWrap;
import io.postern.core.seal.Sealer;
import io.postern.core.store.ContentRows;
import io.postern.core.store.Database;
import io.postern.core.store.StoreException;
import io.postern.core.store.Tx;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The contents of all messages, sealed. Thread-safe. */
public final class Spool {
  /** Enough for the messages between acceptance and delivery of a busy second. */
  private static final long RECENT_BYTES = 32L << 20;

  private final Database database;
  private final Vault vault;
  private final RecentContent recent = new RecentContent(RECENT_BYTES);

  public Spool(Database database, Vault vault) {
    this.database = database;
    this.vault = vault;
  }

  /** A place to write the content of a new message to. */
  public SealedDraft newDraft(MessageId id) {
    return new SealedDraft(database, vault, id);
  }

  /**
   * The content of an accepted message.
   *
   * @throws MissingContentException where there is none, or no longer
   * @throws DamagedException where what is stored is not what was sealed; found here, or while
   *     reading
   * @throws IOException where the store cannot be read
   */
  public Content open(MessageId id) throws IOException {
    Optional<ContentRows.Start> known = recent.get(id);
    if (known.isPresent()) {
      return new StoredContent(database, vault, id, known.get());
    }
    ContentRows.Start start =
        find(id)
            .filter(found -> !found.row().shredded())
            .orElseThrow(() -> new MissingContentException(id));
    if (start.pieces() != Sealer.pieces(start.row().size())) {
      throw new DamagedException("pieces are missing or added");
    }
    vault.unwrap(id, start.row()).close();
    return new StoredContent(database, vault, id, start);
  }

  /** Keeps a small message at hand that was just accepted and is about to be delivered. */
  public void keepAtHand(MessageId id, SealedDraft draft) {
    draft.whole().ifPresent(start -> recent.put(id, start));
  }

  private Optional<ContentRows.Start> find(MessageId id) throws IOException {
    try {
      return database.read(c -> ContentRows.find(c, id));
    } catch (StoreException e) {
      throw new IOException("the store cannot be read", e);
    }
  }

  /**
   * Destroys the data key of a message, and its content. Nobody can read it once this is committed,
   * apart from what {@link io.postern.core.store.SqlDatabase#compact} removes and from backups.
   */
  public void shred(Tx tx, MessageId id) throws SQLException {
    recent.remove(id);
    ContentRows.shred(tx, id, KeyWrap.LENGTH);
  }

  /**
   * Deletes what drafts left that were never accepted, because the process died in between. Drafts
   * that are still being written must be younger than {@code before}.
   *
   * @return how many messages left something
   * @throws StoreException where the store fails
   */
  public int sweep(Instant before) {
    MessageId limit = first(before.toEpochMilli());
    MessageId at = first(0);
    int swept = 0;
    while (true) {
      MessageId from = at;
      Optional<MessageId> found = database.read(c -> ContentRows.findUnaccepted(c, from, limit));
      if (found.isEmpty()) {
        return swept;
      }
      at = found.get();
      delete(at);
      swept++;
    }
  }

  private void delete(MessageId id) {
    try {
      database
          .write(tx -> {
            ContentRows.deleteUnaccepted(tx, id);
            return id;
          })
          .join();
    } catch (CompletionException e) {
      throw new StoreException("what drafts left cannot be deleted", e);
    }
  }

  /** The smallest id of a moment: ten characters of time, then zeroes. */
  private static MessageId first(long epochMillis) {
    return new MessageId(MessageId.create(epochMillis).value().substring(0, 10) + "0".repeat(16));
  }
}
