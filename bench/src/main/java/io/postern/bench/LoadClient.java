package io.postern.bench;

import io.postern.packaging.demo.DemoClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/**
 * Many sessions at once, each on a virtual thread, each message a {@link Canary} of its own. What
 * is answered 250 is told at once, before the next message.
 */
final class LoadClient {
  /**
   * What to send.
   *
   * @param messages in all, shared out evenly; not used by {@link #sendUntil}
   * @param recipients per message
   * @param tls the context for STARTTLS; empty sends in plain text
   */
  record Load(int sessions, int messages, int size, int recipients, Optional<SSLContext> tls) {}

  private static final long PAUSE_NANOS = 20_000_000;

  private final int port;
  private final Load load;
  private final BiConsumer<String, String> acknowledged;

  /**
   * @param acknowledged hears the name of each canary that was answered 250, and the id in that
   *     answer; called by many threads
   */
  LoadClient(int port, Load load, BiConsumer<String, String> acknowledged) {
    this.port = port;
    this.load = load;
    this.acknowledged = acknowledged;
  }

  /** Sends everything once; a refusal or a broken connection ends it with an exception. */
  void sendAll(String run) throws Exception {
    try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> running = new ArrayList<>();
      for (int s = 0; s < load.sessions(); s++) {
        String prefix = run + "-" + s + "-";
        int share = (load.messages() + s) / load.sessions();
        running.add(
            sessions.submit(() -> {
              session(prefix, share);
              return null;
            }));
      }
      for (Future<Void> session : running) {
        session.get();
      }
    }
  }

  private void session(String prefix, int share) throws IOException {
    try (DemoClient client = connect()) {
      for (int i = 0; i < share; i++) {
        send(client, prefix + i);
      }
    }
  }

  /**
   * Sends until told to stop, beginning a new session whenever one breaks; blocks until then. What
   * was not answered is not sent again: it counts neither as lost nor as delivered.
   */
  void sendUntil(AtomicBoolean stop, String run) throws InterruptedException {
    try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, load.sessions())
          .forEach(s -> sessions.execute(() -> persist(stop, run + "-" + s + "-")));
    }
  }

  private void persist(AtomicBoolean stop, String prefix) {
    int next = 0;
    while (!stop.get()) {
      try (DemoClient client = connect()) {
        while (!stop.get()) {
          send(client, prefix + next++);
        }
      } catch (IOException e) {
        LockSupport.parkNanos(PAUSE_NANOS); // the gateway was killed; it comes back
      }
    }
  }

  private DemoClient connect() throws IOException {
    InetSocketAddress gateway = new InetSocketAddress("127.0.0.1", port);
    return load.tls().isPresent()
        ? DemoClient.secured(gateway, load.tls().get())
        : DemoClient.plain(gateway);
  }

  private void send(DemoClient client, String name) throws IOException {
    List<String> to =
        IntStream.rangeClosed(1, load.recipients())
            .mapToObj(i -> "b" + i + "@" + BenchHome.DOMAIN)
            .toList();
    String answer = client.send("a@example.org", to, Canary.write(name, load.size()));
    acknowledged.accept(name, answer.substring(answer.lastIndexOf(' ') + 1));
  }
}
