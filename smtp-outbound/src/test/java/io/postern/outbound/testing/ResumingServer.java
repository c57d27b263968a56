package io.postern.outbound.testing;

import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mail server that resumes TLS sessions wherever a client asks for it, also after its certificate
 * changed: Python with OpenSSL, whose tickets outlive the certificate. It takes one message per
 * connection.
 */
public final class ResumingServer implements AutoCloseable {
  private static final String SCRIPT =
      """
      import socket, ssl, sys, threading

      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      front = socket.create_server(("127.0.0.1", 0))

      def say(client, line):
          client.sendall((line + "\\r\\n").encode())

      def converse(client):
          content = False
          for line in client.makefile("r", encoding="latin-1", newline="\\r\\n"):
              print("heard", line.rstrip(), flush=True)
              verb = line.rstrip()
              if content and verb != ".":
                  continue
              content = verb == "DATA"
              say(client, "354 go on" if content else "250 ok")
              if verb in (".", "QUIT"):
                  return

      def serve(client):
          try:
              say(client, "220 resuming")
              client.recv(1000)
              say(client, "250-resuming\\r\\n250 STARTTLS")
              client.recv(1000)
              say(client, "220 go ahead")
              with context.wrap_socket(client, server_side=True) as tls:
                  print("resumed" if tls.session_reused else "new", flush=True)
                  converse(tls)
          except OSError as e:
              print("failed", e, flush=True)

      def accept():
          while True:
              threading.Thread(target=serve, args=(front.accept()[0],), daemon=True).start()

      print(front.getsockname()[1], flush=True)
      threading.Thread(target=accept, daemon=True).start()
      for directory in sys.stdin:
          context.load_cert_chain(directory.strip() + "/chain.pem", directory.strip() + "/key.pem")
          print("shown", flush=True)
      """;

  private final Path directory;
  private final List<String> said = new ArrayList<>();
  private final Process python;
  private final int port;
  private int shown;

  public ResumingServer(TlsIdentity identity, Path directory) throws IOException {
    this.directory = directory;
    python =
        new ProcessBuilder("python3", "-c", SCRIPT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = python.inputReader(StandardCharsets.ISO_8859_1);
    port = Integer.parseInt(String.valueOf(out.readLine()));
    Thread.ofVirtual().start(() -> out.lines().forEach(this::hear));
    show(identity);
  }

  public int port() {
    return port;
  }

  /** From the next full handshake on. */
  public void show(TlsIdentity identity) throws IOException {
    Path its = Files.createDirectories(directory.resolve("shown" + ++shown));
    Certs.write(identity, its);
    python.getOutputStream().write((its + "\n").getBytes(StandardCharsets.UTF_8));
    python.getOutputStream().flush();
    awaitShown();
  }

  /**
   * What happened so far: {@code new} or {@code resumed} for a session, {@code heard} with a line
   * that came out of TLS.
   */
  public List<String> said() {
    synchronized (said) {
      return List.copyOf(said);
    }
  }

  private void hear(String line) {
    synchronized (said) {
      said.add(line);
      said.notifyAll();
    }
  }

  private void awaitShown() throws IOException {
    synchronized (said) {
      try {
        while (python.isAlive() && said.stream().filter("shown"::equals).count() < shown) {
          said.wait(100);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  @Override
  public void close() {
    python.destroyForcibly();
  }
}
