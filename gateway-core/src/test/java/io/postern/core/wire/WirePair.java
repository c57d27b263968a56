package io.postern.core.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Two wires joined over loopback. */
record WirePair(Wire client, Wire server) implements AutoCloseable {
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  static WirePair open() throws IOException {
    return open(TEN_SECONDS);
  }

  static WirePair open(Duration writeTimeout) throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Wire client =
          Wires.connect((InetSocketAddress) listener.getLocalAddress(), TEN_SECONDS, writeTimeout);
      SocketChannel accepted = listener.accept();
      return new WirePair(client, Wires.accept(accepted, writeTimeout));
    }
  }

  /** Runs both handshakes at once. */
  WirePair tls(TlsEngines.Client clients, TlsEngines.Server servers, String name) throws Exception {
    CompletableFuture<Void> served = async(() -> server.startTls(servers.newEngine(), TEN_SECONDS));
    client.startTls(clients.newEngine(java.util.Optional.of(name)), TEN_SECONDS);
    join(served);
    return this;
  }

  interface Step {
    void run() throws Exception;
  }

  static CompletableFuture<Void> async(Step step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            step.run();
            done.complete(null);
          } catch (Exception e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  static void join(CompletableFuture<Void> step) throws Exception {
    try {
      step.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
