package io.postern.bench;

/** The receiving end of a measurement: takes every message and counts. */
interface Sink extends AutoCloseable {
  /** The port on 127.0.0.1. */
  int port();

  /** Messages taken so far. */
  long messages();

  /** Connections taken so far. */
  long connections();

  @Override
  void close();
}
