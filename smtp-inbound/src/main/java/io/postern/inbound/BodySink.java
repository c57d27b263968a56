package io.postern.inbound;

import io.postern.config.settings.Tolerance;

/**
 * Takes the content of a message, block by block, as it is read. It never throws, because the
 * reader must get to the end of the message whatever becomes of it.
 */
interface BodySink {
  void write(byte[] bytes, int offset, int length);

  /** Refuses the message; the first reason counts. */
  void refuse(Refusal reason);

  /** Whether a deviation in the content is tolerated; counted once for each message. */
  boolean tolerates(Tolerance deviation);
}
