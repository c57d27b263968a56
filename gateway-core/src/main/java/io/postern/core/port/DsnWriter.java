package io.postern.core.port;

import io.postern.core.model.Envelope;
import io.postern.core.model.HostReply;
import io.postern.core.model.Recipient;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes delivery status notifications (RFC 3464). Safe for use by many threads. */
public interface DsnWriter {
  /** What the notification tells: the Action field of RFC 3464 2.3.3. */
  enum Action {
    FAILED,
    DELAYED,
    RELAYED
  }

  /**
   * One recipient's part.
   *
   * @param retryUntil for DELAYED
   */
  record Status(Recipient recipient, HostReply reply, Optional<Instant> retryUntil) {}

  /**
   * Writes a whole message (header and body, CRLF) addressed to the original's sender. It holds
   * neither the body nor the subject of the original, whatever RET asked for.
   *
   * @param notice the envelope of the notification itself
   */
  void write(
      Action action,
      Envelope original,
      Content content,
      List<Status> statuses,
      Envelope notice,
      OutputStream out)
      throws IOException;
}
