package io.postern.core.tlsrpt;

/** Told of every session with a receiver's host. Safe for use by many threads. */
@FunctionalInterface
public interface SessionWatch {
  /** Looks away. */
  SessionWatch NONE = result -> {};

  /** Takes note, without blocking and without ever throwing. */
  void seen(SessionResult result);
}
