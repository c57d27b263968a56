package io.postern.core.wire;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Decides in the handshake whether a server is who it must be. For one handshake. */
@FunctionalInterface
public interface ServerJudge {
  /** Accepts whatever is shown, because somebody looks at the session afterwards. */
  ServerJudge LATER = chain -> Optional.empty();

  /**
   * Why the handshake has to end with an alert; empty where it may go on. Never throws.
   *
   * @param chain as it was shown, leaf first; the certificates may be parsed lazily
   */
  Optional<String> objection(List<X509Certificate> chain);
}
