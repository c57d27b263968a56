package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import io.postern.core.store.Database;
import io.postern.core.store.HarvestStore;
import java.time.Instant;
import java.util.Optional;

/**
 * Keys that came with mail whose author was proved: the newest of each kind for each author. They
 * are candidates and no more, until somebody writes to the author. Safe for use by many threads.
 */
public final class HarvestedKeys {
  /**
   * One of them.
   *
   * @param key certificates in DER, or an OpenPGP key; as it came
   * @param proof what proved the author, for people
   * @param sent when the mail says that it was sent
   */
  public record Harvested(byte[] key, String proof, Instant sent) {}

  private final Database database;

  public HarvestedKeys(Database database) {
    this.database = database;
  }

  /**
   * Keeps a key unless there is one out of newer mail.
   *
   * @return whether it was kept
   * @throws io.postern.core.store.StoreException where it cannot be stored
   */
  public boolean keep(KeyKind kind, Mailbox author, Harvested harvested) {
    HarvestStore.Row row =
        new HarvestStore.Row(
            kind.label(),
            MailName.normal(author.address()),
            harvested.key(),
            harvested.proof(),
            harvested.sent().toEpochMilli());
    return KeyChanges.write(database, tx -> HarvestStore.keep(tx, row));
  }

  /** The newest of an author. */
  public Optional<Harvested> of(KeyKind kind, Mailbox author) {
    String address = MailName.normal(author.address());
    return database
        .read(c -> HarvestStore.of(c, kind.label(), address))
        .map(row ->
            new Harvested(row.publicPart(), row.proof(), Instant.ofEpochMilli(row.sentAt())));
  }
}
