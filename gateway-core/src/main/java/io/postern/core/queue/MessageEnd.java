package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.MessageId;
import io.postern.core.spool.Spool;
import io.postern.core.store.QueueStore;
import io.postern.core.store.Tx;
import java.sql.SQLException;

/**
 * The end of a message: when nobody needs it any more its data key is destroyed, and with it the
 * content.
 */
public final class MessageEnd {
  /** Others that may still need a message's content. */
  public interface Keeper {
    /** True while it must stay, as of the transaction's time. */
    boolean keeps(Tx tx, MessageId id) throws SQLException;

    /** Its content is destroyed in this transaction. */
    void ended(Tx tx, MessageId id) throws SQLException;
  }

  private final QueueStore queue;
  private final Spool spool;
  private final Keeper keeper;

  public MessageEnd(QueueStore queue, Spool spool, Keeper keeper) {
    this.queue = queue;
    this.spool = spool;
    this.keeper = keeper;
  }

  /** Destroys the message where no delivery and no keeper is left; says whether it did. */
  public boolean ifFinished(Tx tx, MessageId id, String why) throws SQLException {
    if (queue.isLive(tx, id) || keeper.keeps(tx, id)) {
      return false;
    }
    spool.shred(tx, id);
    queue.removeMessage(tx, id);
    keeper.ended(tx, id);
    tx.audit(new AuditEvent.Shredded(id, why));
    return true;
  }
}
