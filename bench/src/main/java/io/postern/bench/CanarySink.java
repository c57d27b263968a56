package io.postern.bench;

import io.postern.packaging.demo.DemoIdentity;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A sink that knows every {@link Canary} it took, and how often, and which came damaged. A message
 * counts from the moment before its 250 is written, so a copy that the sender believes lost counts
 * as a duplicate and never the other way round.
 */
final class CanarySink implements Sink {
  private final ServerSocket listener;
  private final Optional<SSLContext> tls;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();

  /**
   * Starts serving.
   *
   * @param identity what it shows after STARTTLS; without it STARTTLS is not offered
   */
  CanarySink(Optional<DemoIdentity> identity) throws IOException {
    listener = new ServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
    tls = identity.map(DemoIdentity::serverContext);
    Thread.ofVirtual().name("sink").start(this::serve);
  }

  @Override
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public long messages() {
    return messages.get();
  }

  @Override
  public long connections() {
    return connections.get();
  }

  /** How often each came. */
  Map<String, Integer> taken() {
    return Map.copyOf(taken);
  }

  /** Messages whose body is not what was sent. */
  long damaged() {
    return damaged.get();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> converse(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void converse(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      new Session(client).run();
    } catch (IOException e) {
      // the gateway was killed in the middle of a conversation, which is what we are here for
    }
  }

  private void take(String message) {
    messages.incrementAndGet();
    Canary.read(message)
        .ifPresentOrElse(
            canary -> {
              taken.merge(canary.name(), 1, Integer::sum);
              if (!canary.intact(message)) {
                damaged.incrementAndGet();
              }
            },
            damaged::incrementAndGet);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** One conversation: the commands a sending server needs (RFC 5321 4.5.1, RFC 2920, RFC 3207). */
  private final class Session {
    private InputStream in;
    private OutputStream out;
    private Socket socket;
    private boolean secured;

    Session(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream(), 65536);
      this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    void run() throws IOException {
      reply("220 sink.example.test ESMTP");
      for (Optional<String> line = line(); line.isPresent(); line = line()) {
        String verb = line.get().split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        switch (verb) {
          case "EHLO" -> reply(greeting());
          case "STARTTLS" -> startTls();
          case "DATA" -> data();
          case "QUIT" -> {
            reply("221 2.0.0 bye");
            return;
          }
          default -> reply("250 2.0.0 ok");
        }
      }
    }

    private String greeting() {
      String offer = tls.isPresent() && !secured ? "250-STARTTLS\r\n" : "";
      return "250-sink.example.test\r\n250-PIPELINING\r\n" + offer + "250 8BITMIME";
    }

    private void startTls() throws IOException {
      reply("220 2.0.0 go");
      SSLSocket layer =
          (SSLSocket)
              tls.orElseThrow()
                  .getSocketFactory()
                  .createSocket(socket, "127.0.0.1", socket.getPort(), true);
      layer.setUseClientMode(false);
      socket = layer;
      in = new BufferedInputStream(layer.getInputStream(), 65536);
      out = new BufferedOutputStream(layer.getOutputStream());
      secured = true;
    }

    private void data() throws IOException {
      reply("354 go");
      StringBuilder message = new StringBuilder();
      for (String line = need(); !line.equals("."); line = need()) {
        message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
      }
      take(message.toString());
      reply("250 2.0.0 taken");
    }

    private String need() throws IOException {
      return line().orElseThrow(() -> new IOException("the sender is gone"));
    }

    private Optional<String> line() throws IOException {
      if (in.available() == 0) {
        out.flush();
      }
      ByteArrayOutputStream line = new ByteArrayOutputStream(128);
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          return Optional.empty();
        }
        if (octet != '\r') {
          line.write(octet);
        }
      }
      return Optional.of(line.toString(StandardCharsets.ISO_8859_1));
    }

    private void reply(String text) throws IOException {
      out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}
