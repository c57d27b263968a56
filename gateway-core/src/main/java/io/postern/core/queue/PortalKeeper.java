package io.postern.core.queue;

import io.postern.core.model.MessageId;
import io.postern.core.store.PortalStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;

/** Keeps a message while somebody may still read it in the portal, and closes its items after. */
public final class PortalKeeper implements MessageEnd.Keeper {
  @Override
  public boolean keeps(Tx tx, MessageId id) throws SQLException {
    return PortalStore.keeps(tx, id, tx.now());
  }

  @Override
  public void ended(Tx tx, MessageId id) throws SQLException {
    PortalStore.close(tx, id);
  }
}
