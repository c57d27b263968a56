package io.postern.core.queue;

import io.postern.core.audit.AuditEvent;
import io.postern.core.model.Envelope;
import java.util.List;

/** Is told what came of each attempt at a delivery. Safe for use by many threads; quick. */
@FunctionalInterface
public interface SettledMail {
  /** Nobody wants to know. */
  SettledMail UNWATCHED = (envelope, events) -> {};

  /**
   * An attempt was settled.
   *
   * @param events what the audit trail got of it
   */
  void settled(Envelope envelope, List<AuditEvent> events);
}
