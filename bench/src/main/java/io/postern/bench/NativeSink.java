package io.postern.bench;

import io.postern.packaging.demo.DemoIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sink in C whose own cost is small, the same that a peer is measured with: {@code tlssink PORT
 * CERTIFICATE KEY TICKETS}, counters through its command XSTAT.
 */
final class NativeSink implements Sink {
  private static final Pattern COUNTERS = Pattern.compile("msgs=(\\d+) conns=(\\d+)");
  private final int port;
  private final Process process;
  private final AtomicLong questions = new AtomicLong();

  private NativeSink(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param identity what it shows after STARTTLS; without it STARTTLS is not offered
   */
  static NativeSink start(Path program, Path work, Optional<DemoIdentity> identity)
      throws IOException, InterruptedException {
    int port = Ports.free();
    String chain = "";
    String key = "";
    if (identity.isPresent()) {
      chain = Files.writeString(work.resolve("sink.pem"), identity.get().chainPem()).toString();
      key = Files.writeString(work.resolve("sink.key"), identity.get().keyPem()).toString();
    }
    Process process =
        new ProcessBuilder(
                List.of(program.toString(), Integer.toString(port), chain, key, "2", "0"))
            .inheritIO()
            .start();
    NativeSink sink = new NativeSink(port, process);
    Ports.awaitGreeting(port, process);
    return sink;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public long messages() {
    return counter(1);
  }

  @Override
  public long connections() {
    return counter(2) - questions.get();
  }

  /** Each question is a connection of its own, which the sink counts too and we must not. */
  private long counter(int group) {
    questions.incrementAndGet();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      in.readLine();
      socket.getOutputStream().write("XSTAT\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      Matcher counters = COUNTERS.matcher(String.valueOf(in.readLine()));
      if (!counters.find()) {
        throw new IOException("the sink does not count");
      }
      return Long.parseLong(counters.group(group));
    } catch (ConnectException e) {
      throw new UncheckedIOException("the sink is gone", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
