package io.postern.core.keys;

import java.util.Optional;

/** What the directory can do for a recipient before anybody is asked for a key. */
public sealed interface KeySituation {
  /** An administrator spoke: his key is used, or none where he wants none. */
  record Settled() implements KeySituation {}

  /** A key that was found is used. */
  record Found(KeyFinding finding) implements KeySituation {}

  /** There is no key that may be used, and nobody forbade to look for one. */
  record Open(KeyRefusal reason, Optional<String> fingerprint) implements KeySituation {}
}
