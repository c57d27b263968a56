package io.postern.core.keys;

/** Who stands behind a recipient's key, besides what it says itself. */
enum Backing {
  /** A person, who pinned it for the address or trusts it. */
  PERSON,
  /** Where it was found, which is believed without a path as long as that counts. */
  FINDING,
  /** Nobody yet: authorities must. */
  PATH,
  /** Nobody any more: it was found, and that does not count now. */
  LAPSED
}
