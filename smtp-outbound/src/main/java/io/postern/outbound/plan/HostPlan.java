package io.postern.outbound.plan;

import io.postern.core.model.HostReply;
import io.postern.outbound.tls.TlsPlan;
import java.util.Optional;

/** What to do about one host for one message. */
public sealed interface HostPlan {
  /**
   * Connect, and ask for that.
   *
   * @param doubt why a host that does not show it may be a good one all the same, because we cannot
   *     look; empty where it is none
   */
  record Go(TlsPlan tls, Optional<String> doubt) implements HostPlan {}

  /**
   * It cannot show what is needed, so it is not even connected to.
   *
   * @param byPolicy whether the domain's MTA-STS policy rules it out
   */
  record Skip(String why, boolean byPolicy) implements HostPlan {}

  /** Whether it can is not known now. */
  record Wait(HostReply reply) implements HostPlan {}
}
