package io.postern.core.trail;

import io.postern.core.audit.AuditLink;
import io.postern.core.audit.ChainHead;
import io.postern.core.audit.HeadSeal;
import io.postern.core.store.AuditRows.SealedHead;
import io.postern.core.trail.Verification.Finding;
import io.postern.core.trail.Verification.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Walks one chain. After a finding it goes on from what is stored, so that each wrong place is
 * listed and not everything behind the first.
 */
final class ChainCheck {
  private final String stream;
  private final List<Finding> findings = new ArrayList<>();
  private ChainHead last;
  private long links;

  ChainCheck(String stream) {
    this.stream = stream;
    this.last = ChainHead.start(stream);
  }

  void link(AuditLink link) {
    links++;
    if (link.seq() < 1) {
      find(link.seq(), 1, Kind.ADDED);
      return;
    }
    if (link.seq() > last.seq() + 1) {
      find(last.seq() + 1, link.seq() - last.seq() - 1, Kind.REMOVED);
    } else if (!Arrays.equals(link.prev(), last.hash())) {
      find(link.seq(), 1, Kind.UNCHAINED);
    }
    if (!Arrays.equals(link.computeHash(), link.hash())) {
      find(link.seq(), 1, Kind.EDITED);
    }
    last = link.head();
  }

  /** The end of the chain as it is sealed, seen together with the last link. */
  void end(Optional<SealedHead> sealed, HeadSeal seal) {
    if (sealed.isEmpty() || !seal.matches(sealed.get().head(), sealed.get().mac())) {
      find(last.seq(), 1, Kind.HEAD_FORGED);
      return;
    }
    ChainHead head = sealed.get().head();
    if (head.seq() > last.seq()) {
      find(last.seq() + 1, head.seq() - last.seq(), Kind.REMOVED);
    } else if (head.seq() < last.seq()) {
      find(head.seq() + 1, last.seq() - head.seq(), Kind.ADDED);
    } else if (!head.equals(last)) {
      find(last.seq(), 1, Kind.HEAD_DIFFERS);
    }
  }

  private void find(long seq, long count, Kind kind) {
    findings.add(new Finding(stream, seq, count, kind));
  }

  ChainHead head() {
    return last;
  }

  long links() {
    return links;
  }

  List<Finding> findings() {
    return findings;
  }
}
