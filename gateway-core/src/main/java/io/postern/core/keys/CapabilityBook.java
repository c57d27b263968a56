package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import io.postern.core.store.CapabilityStore;
import io.postern.core.store.Database;
import io.postern.core.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * The capabilities of correspondents in the store. Whoever verifies a signature writes them here;
 * who encrypts asks. Safe for use by many threads.
 */
public final class CapabilityBook implements CapabilityLookup {
  private final Database database;

  public CapabilityBook(Database database) {
    this.database = database;
  }

  /**
   * Notes what a signature said, unless a later one is known already. The caller has verified the
   * signature, its certificate for this address, and that the time in it is not ahead of ours.
   *
   * @throws StoreException where it cannot be stored
   */
  public void remember(Mailbox correspondent, SmimeCapabilities capabilities) {
    String address = MailName.normal(correspondent.address());
    CapabilityStore.Row row =
        new CapabilityStore.Row(
            String.join(" ", capabilities.names()), capabilities.signedAt().toEpochMilli());
    try {
      database
          .write(tx -> {
            CapabilityStore.keep(tx, address, row);
            return Boolean.TRUE;
          })
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException failure ? failure : e;
    }
  }

  @Override
  public Optional<SmimeCapabilities> of(Mailbox recipient) {
    String address = MailName.normal(recipient.address());
    return database.read(c -> CapabilityStore.of(c, address)).map(CapabilityBook::capabilities);
  }

  private static SmimeCapabilities capabilities(CapabilityStore.Row row) {
    List<String> names = row.names().isEmpty() ? List.of() : List.of(row.names().split(" "));
    return new SmimeCapabilities(names, Instant.ofEpochMilli(row.signedAt()));
  }
}
