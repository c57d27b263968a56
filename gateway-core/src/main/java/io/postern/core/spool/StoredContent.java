package io.postern.core.spool;

import io.postern.core.model.MessageId;
import io.postern.core.port.Content;
import io.postern.core.seal.DamagedException;
import io.postern.core.seal.DataKey;
import io.postern.core.seal.Opener;
import io.postern.core.store.ContentRows;
import io.postern.core.store.Database;
import io.postern.core.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of an accepted message. Keeps the first piece, which is all of most messages, and
 * reads the others one at a time.
 */
final class StoredContent implements Content {
  private final Database database;
  private final Vault vault;
  private final MessageId id;
  private final ContentRows.Start start;

  StoredContent(Database database, Vault vault, MessageId id, ContentRows.Start start) {
    this.database = database;
    this.vault = vault;
    this.id = id;
    this.start = start;
  }

  @Override
  public long size() {
    return start.row().size();
  }

  @Override
  public InputStream open() throws DamagedException {
    try (DataKey key = vault.unwrap(id, start.row())) {
      return new Opener(key, id.value(), size(), this::piece);
    }
  }

  private byte @Nullable [] piece(int seq) throws IOException {
    return seq == 0 ? start.first() : read(database, id, seq);
  }

  static byte @Nullable [] read(Database database, MessageId id, int seq) throws IOException {
    try {
      return database.read(c -> ContentRows.piece(c, id, seq));
    } catch (StoreException e) {
      throw new IOException("the store cannot be read", e);
    }
  }
}
