package io.postern.core.keys;

import io.postern.core.model.Mailbox;
import java.util.Optional;

/** What is known of the programs of correspondents. Safe for use by many threads. */
@FunctionalInterface
public interface CapabilityLookup {
  /** Nothing is known of anybody. */
  CapabilityLookup NOTHING = recipient -> Optional.empty();

  /** What the recipient's last good signature said. */
  Optional<SmimeCapabilities> of(Mailbox recipient);
}
