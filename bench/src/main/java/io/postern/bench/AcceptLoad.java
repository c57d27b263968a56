package io.postern.bench;

import io.postern.packaging.demo.DemoClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Sends to any peer in the same way: with Postfix's {@code smtp-source} in plain text, which has no
 * TLS, with our own client through STARTTLS, and with {@code openssl s_time} for handshakes alone.
 */
final class AcceptLoad {
  private static final Pattern CONNECTIONS = Pattern.compile("(\\d+) connections in .* real");

  private final Path source;
  private final SSLContext trust;

  AcceptLoad(Path source, SSLContext trust) {
    this.source = source;
    this.trust = trust;
  }

  /** Returns when all are answered 250. */
  void send(AcceptPeer peer, AcceptCell cell) throws Exception {
    if (cell.tls()) {
      ownClient(peer.ports().starttls(), cell);
    } else {
      smtpSource(peer.ports().plain(), cell);
    }
  }

  private void smtpSource(int port, AcceptCell cell) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(source.toString()));
    if (cell.many()) {
      command.add("-d");
    }
    command.addAll(List.of("-s", text(cell.sessions()), "-m", text(cell.messages())));
    command.addAll(List.of("-l", text(cell.size()), "-f", "a@example.org", "-t", "b@example.test"));
    command.add("127.0.0.1:" + port);
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("smtp-source failed");
    }
  }

  private static String text(int number) {
    return Integer.toString(number);
  }

  private void ownClient(int port, AcceptCell cell) throws Exception {
    byte[] content = Canary.write("accept", cell.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> sessions = new ArrayList<>();
      for (int s = 0; s < cell.sessions(); s++) {
        int share = (cell.messages() + s) / cell.sessions();
        sessions.add(
            threads.submit(() -> {
              session(port, share, cell.many(), content);
              return null;
            }));
      }
      for (Future<Void> session : sessions) {
        session.get();
      }
    }
  }

  private void session(int port, int share, boolean many, byte[] content) throws IOException {
    int done = 0;
    while (done < share) {
      try (DemoClient client =
          DemoClient.secured(new InetSocketAddress("127.0.0.1", port), trust)) {
        int now = many ? share : 1;
        for (int i = 0; i < now; i++) {
          client.send("a@example.org", List.of("b@example.test"), content);
        }
        done += now;
      }
    }
  }

  /** Full handshakes per second that several {@code openssl s_time} get done side by side. */
  static double handshakes(AcceptPeer peer, int seconds, int clients)
      throws IOException, InterruptedException {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      running.add(
          new ProcessBuilder(
                  "openssl",
                  "s_time",
                  "-connect",
                  "127.0.0.1:" + peer.ports().implicit(),
                  "-new",
                  "-time",
                  text(seconds))
              .redirectErrorStream(true)
              .start());
    }
    long connections = 0;
    for (Process process : running) {
      String out = new String(process.getInputStream().readAllBytes());
      Matcher m = CONNECTIONS.matcher(out);
      if (process.waitFor() != 0 || !m.find()) {
        throw new IOException("openssl s_time failed: " + out);
      }
      connections += Long.parseLong(m.group(1));
    }
    return (double) connections / seconds;
  }
}
