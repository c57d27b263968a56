package io.postern.policy.extract.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.policy.extract.file.Documents;
import io.postern.policy.extract.file.FileLimits;
import io.postern.policy.extract.file.Linked;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server listens on loopback; nobody may come. */
final class NoNetworkTest {
  private static final List<String> WAYS =
      List.of("socket", "channel", "url", "client", "datagram");
  private static final FileLimits LIMITS =
      new FileLimits(32 << 20, 1000, 5, 100 << 20, 200, 5 << 20, false);

  @TempDir private Path directory = Path.of("");

  private final AtomicInteger callers = new AtomicInteger();
  private ServerSocket server = closedServer();

  private static ServerSocket closedServer() {
    try {
      return new ServerSocket();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket caller = server.accept();
          OutputStream out = caller.getOutputStream()) {
        callers.incrementAndGet();
        out.write(
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (SocketException e) {
        // closed, or a caller that hung up
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What the probe could do, run with the worker's options behind these commands. */
  private List<String> probe(Confinement confinement, String role) throws Exception {
    List<String> command =
        new ArrayList<>(WorkerCommand.of(confinement, LIMITS, 64 << 20, directory));
    int main = command.indexOf(ExtractWorker.class.getName());
    List<String> all = new ArrayList<>(command.subList(0, main));
    if (role.equals("free")) {
      all.removeIf(o -> o.contains("SelectorProvider") || o.contains("hosts.file"));
    }
    all.addAll(
        List.of(NetworkProbe.class.getName(), Integer.toString(server.getLocalPort()), role));
    Process process = new ProcessBuilder(all).redirectErrorStream(false).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said.lines()).hasSize(WAYS.size());
    return said.lines().filter(l -> l.endsWith("true")).map(l -> l.split(" ")[0]).toList();
  }

  @Test
  void probe_anyProcess_reachesTheServer() throws Exception {
    assertThat(probe(new Confinement(List.of(), false), "free")).isEqualTo(WAYS);
    assertThat(callers.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void probe_workerWithoutNamespace_reachesNobody() throws Exception {
    assertThat(probe(new Confinement(List.of(), false), "worker")).isEmpty();
    assertThat(callers.get()).isZero();
  }

  @Test
  void probe_confinedAsThisSystemAllows_reachesNobody() throws Exception {
    Confinement found = Confinement.find();
    // with a namespace nothing else is needed, and datagrams go nowhere
    assertThat(probe(found, found.ownNetwork() ? "free" : "worker")).isSubsetOf("datagram");
    assertThat(callers.get()).isZero();
  }

  @Test
  void read_filesWithReferences_reachNobody() throws IOException {
    List<byte[]> files = Linked.to("http://127.0.0.1:" + server.getLocalPort() + "/x");
    List<String> bare =
        WorkerCommand.of(new Confinement(List.of(), false), LIMITS, 256 << 20, directory);
    try (WorkerPool confined = WorkerPool.of(Pools.DEFAULTS, directory.resolve("a"));
        WorkerPool free = WorkerPool.with(Pools.DEFAULTS, directory.resolve("b"), bare)) {
      for (WorkerPool pool : Arrays.asList(confined, free)) {
        for (byte[] file : files) {
          Pools.read(pool, file);
        }
        assertThat(Pools.text(Pools.read(pool, Documents.docx("alive")))).contains("alive");
      }
    }
    assertThat(callers.get()).isZero();
  }
}
