package io.postern.core.store;

import io.postern.core.audit.AuditEvent;
import io.postern.core.audit.AuditLink;
import io.postern.core.audit.ChainHead;
import io.postern.core.audit.HeadSeal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This node's audit chain within one transaction. The end of the chain is read from the database
 * under its lock each time, because the command line appends to the same chain from another
 * process; links are written together before the commit, and the end once.
 */
final class Chain {
  private final String stream;
  private final String lock;
  private final HeadSeal seal;
  private final List<AuditLink> fresh = new ArrayList<>();
  private @Nullable ChainHead stored;
  private @Nullable ChainHead end;

  Chain(String stream, String lock, HeadSeal seal) {
    this.stream = stream;
    this.lock = lock;
    this.seal = seal;
  }

  void append(Tx tx, AuditEvent event) throws SQLException {
    ChainHead last = end == null ? load(tx) : end;
    AuditLink link = AuditLink.after(last, tx.now(), event);
    fresh.add(link);
    end = link.head();
  }

  private ChainHead load(Tx tx) throws SQLException {
    Optional<AuditRows.SealedHead> found = AuditRows.head(tx, stream, lock);
    if (found.isPresent() && !seal.matches(found.get().head(), found.get().mac())) {
      throw new StoreException("the end of the audit chain is not sealed by this root key");
    }
    stored = found.map(AuditRows.SealedHead::head).orElse(null);
    return stored == null ? ChainHead.start(stream) : stored;
  }

  /** Writes what was appended; the transaction must commit next. */
  void flush(Tx tx) throws SQLException {
    if (end == null || fresh.isEmpty()) {
      return;
    }
    AuditRows.insert(tx, fresh);
    if (stored == null) {
      AuditRows.insertHead(tx, end, seal);
    } else {
      AuditRows.updateHead(tx, end, seal);
    }
  }

  /** Where the chain ends if the transaction commits; empty where nothing was appended. */
  Optional<ChainHead> end() {
    return fresh.isEmpty() ? Optional.empty() : Optional.ofNullable(end);
  }

  /** Forgets everything, for the next transaction. */
  void reset() {
    fresh.clear();
    stored = null;
    end = null;
  }
}
