package io.postern.outbound.client;

import io.postern.core.model.Deferral;
import io.postern.core.model.HostReply;
import io.postern.core.model.TlsProof;
import java.util.Optional;

/** What came of opening a connection for a plan. */
public sealed interface Opening {
  /** Ready for MAIL, and as good as planned. */
  record Opened(SmtpConnection connection) implements Opening {}

  /** For reasons of ours: as many connections to the host as we may have, or no address to use. */
  record Busy(HostReply reply) implements Opening {}

  /** Nobody answered, or the connection broke. */
  record Unreachable(HostReply reply) implements Opening {}

  /** The host answered and does not want to talk to us. */
  record Refused(HostReply reply, Deferral why) implements Opening {}

  /**
   * The host is there, its TLS is not good enough; nothing was sent.
   *
   * @param passing whether it is only out of order and may be good again by itself
   */
  record Unprotected(String why, Optional<TlsProof> tls, boolean passing) implements Opening {
    public Unprotected(String why, Optional<TlsProof> tls) {
      this(why, tls, false);
    }
  }
}
