package io.postern.bench;

import java.io.IOException;

/** A relay whose deliveries are measured. */
sealed interface OutboundPeer extends AutoCloseable {
  String name();

  /** Where it takes mail. */
  int port();

  /** User and system time of all its processes so far, in seconds. */
  double cpuSeconds() throws IOException;

  /** Proportional set size of all its processes in MB. */
  double pssMegabytes() throws IOException;

  @Override
  void close() throws IOException;

  /** The gateway. */
  record Postern(GatewayProcess process, int port) implements OutboundPeer {
    @Override
    public String name() {
      return "postern";
    }

    @Override
    public double cpuSeconds() throws IOException {
      return process.cpuSeconds();
    }

    @Override
    public double pssMegabytes() throws IOException {
      return process.pssMegabytes();
    }

    @Override
    public void close() throws IOException {
      process.close();
    }
  }

  /** Postfix. */
  record Postfix(PostfixProcess process, int port) implements OutboundPeer {
    @Override
    public String name() {
      return "postfix";
    }

    @Override
    public double cpuSeconds() throws IOException {
      return process.cpuSeconds();
    }

    @Override
    public double pssMegabytes() {
      return process.pssMegabytes();
    }

    @Override
    public void close() throws IOException {
      process.close();
    }
  }
}
