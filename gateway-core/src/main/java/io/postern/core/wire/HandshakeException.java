package io.postern.core.wire;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A handshake that failed for a reason of its own; the engine's are other SSLExceptions. */
public final class HandshakeException extends SSLException {
  /** Why. */
  public enum Reason {
    /** It took longer than it may. */
    TIMEOUT,
    /** The peer closed the connection in the middle. */
    CLOSED,
    /** Octets came where there may be none, to be taken for encrypted ones (RFC 3207 4.2). */
    INJECTION
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  HandshakeException(Reason reason, String message) {
    this(reason, message, null);
  }

  HandshakeException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
