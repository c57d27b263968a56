package io.postern.core.port;

import io.postern.core.model.Envelope;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Reply;
import java.util.Optional;

/**
 * The door of the gateway: every message, whoever wrote it, comes in here. Safe for use by many
 * threads.
 */
public interface Intake {
  /**
   * A 4xx to give at MAIL while the store cannot take messages (RFC 5321 4.5.4); empty when all is
   * well.
   */
  Optional<Reply> closed();

  /** A place to write the content of the message {@code id} to. */
  Draft newDraft(MessageId id);

  /**
   * Screens and decides, then makes it durable: when this returns Accepted, the message survives a
   * power cut. Blocks until then.
   */
  Acceptance accept(Envelope envelope, Draft draft);

  /**
   * The same for mail the gateway writes itself (notices, codes, DSNs): without PHI by
   * construction, so it is not screened, and the protection is the writer's choice.
   */
  Acceptance acceptOwn(Envelope envelope, Draft draft, Protection protection);
}
