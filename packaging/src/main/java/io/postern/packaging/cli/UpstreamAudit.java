package io.postern.packaging.cli;

import io.postern.core.audit.AuditEvent;
import io.postern.core.queue.Waiting;

/** Who changed how an upstream proves itself, in the audit trail. */
final class UpstreamAudit {
  private UpstreamAudit() {}

  /**
   * @throws Refused where the store cannot be had
   */
  static void record(HomeOption home, String upstream, String change) {
    AuditEvent event = new AuditEvent.UpstreamChanged(upstream, change, Operator.name());
    OpenStore.with(
        home,
        store ->
            Waiting.forCommit(
                store
                    .database()
                    .write(tx -> {
                      tx.audit(event);
                      return Boolean.TRUE;
                    })));
  }
}
