package io.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.BooleanSupplier;

/** Ports of 127.0.0.1 for programs that must be told theirs. */
final class Ports {
  private static final int PATIENCE_MS = 30_000;
  private static final int GLANCE_MS = 20;

  private Ports() {}

  /** A port that was free a moment ago. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /**
   * Waits for a greeting with 220.
   *
   * @throws IOException where the process ends first or the time is over
   */
  static void awaitGreeting(int port, Process process) throws IOException, InterruptedException {
    awaitGreeting(port, process::isAlive);
  }

  private static void awaitGreeting(int port, BooleanSupplier alive)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    while (!greets(port)) {
      if (!alive.getAsBoolean() || System.nanoTime() > deadline) {
        throw new IOException("nobody greets at port " + port);
      }
      Thread.sleep(GLANCE_MS);
    }
  }

  /** Waits for a greeting with 220 of a server that is no child of ours. */
  static void await(int port) throws IOException, InterruptedException {
    awaitGreeting(port, ProcessHandle.current()::isAlive);
  }

  private static boolean greets(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      socket.setSoTimeout(5000);
      return new String(
              socket.getInputStream().readNBytes(3), java.nio.charset.StandardCharsets.US_ASCII)
          .equals("220");
    } catch (IOException e) {
      return false; // not yet
    }
  }
}
