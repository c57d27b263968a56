package io.postern.bench;

import java.io.IOException;

/** A server whose acceptance is measured. */
interface AcceptPeer extends AutoCloseable {
  String name();

  AcceptPorts ports();

  /** User and system time of all its processes so far, in seconds. */
  double cpuSeconds() throws IOException;

  /** Forgets what it holds, where that would slow the next measurement. */
  void clear() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** The gateway; what it holds costs the next message nothing. */
  record Postern(GatewayProcess process, AcceptPorts ports) implements AcceptPeer {
    @Override
    public String name() {
      return "postern";
    }

    @Override
    public double cpuSeconds() throws IOException {
      return process.cpuSeconds();
    }

    @Override
    public void clear() {}

    @Override
    public void close() throws IOException {
      process.close();
    }
  }
}
