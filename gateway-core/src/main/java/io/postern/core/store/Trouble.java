package io.postern.core.store;

/** What a failed statement means for the rest. */
enum Trouble {
  /** Only this unit of work is at fault; the store is well. */
  UNIT,
  /** Nothing can be written now: disk full or read-only. What is stored can be trusted. */
  FULL,
  /** Somebody else holds the lock, or the server has no room for us now. */
  BUSY,
  /**
   * An I/O error, damage or a lost connection: nothing may be trusted before it was opened again
   * and verified.
   */
  BROKEN
}
