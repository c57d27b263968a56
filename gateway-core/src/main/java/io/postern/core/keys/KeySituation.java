package io.postern.core.keys;

/** What the directory can do for a recipient before anybody is asked for a key. */
public sealed interface KeySituation {
  /** An administrator spoke: what he filed is used, or nothing where he wants nothing else. */
  record Settled() implements KeySituation {}

  /** A key that was found is used. */
  record Found(KeyFinding finding) implements KeySituation {}

  /** There is no key that may be used, and nobody forbade to look for one. */
  record Open(KeyRefusal reason) implements KeySituation {}
}
