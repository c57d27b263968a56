package io.postern.outbound.plan;

import io.postern.core.model.HostReply;
import io.postern.outbound.tls.TlsPlan;

/** What to do about one host for one message. */
public sealed interface HostPlan {
  /** Connect, and ask for that. */
  record Go(TlsPlan tls) implements HostPlan {}

  /**
   * It cannot show what is needed, so it is not even connected to.
   *
   * @param byPolicy whether the domain's MTA-STS policy rules it out
   */
  record Skip(String why, boolean byPolicy) implements HostPlan {}

  /**
   * Whether it can is not known now.
   *
   * @param byMessage whether only this message has to know, and others may go
   */
  record Wait(HostReply reply, boolean byMessage) implements HostPlan {}
}
