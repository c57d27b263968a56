package io.postern.outbound.testing;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes messages over TLS as fast as it can and counts them. */
public final class TlsSink implements AutoCloseable {
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final TlsEngines.Server engines;
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();

  public TlsSink(TlsIdentity identity) throws IOException {
    try {
      engines = TlsEngines.server(identity, TlsEngine.NATIVE);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listener.socket().getLocalPort();
  }

  public int messages() {
    return messages.get();
  }

  public int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = listener.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(channel));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void serve(SocketChannel channel) {
    try (Wire wire = Wires.accept(channel, Duration.ofSeconds(10))) {
      wire.readTimeout(Duration.ofSeconds(30));
      say(wire, "220 sink");
      hear(wire, "EHLO");
      say(wire, "250-sink\r\n250 STARTTLS");
      hear(wire, "STARTTLS");
      say(wire, "220 go");
      wire.startTls(engines.newEngine(), Duration.ofSeconds(10));
      hear(wire, "EHLO");
      say(wire, "250-sink\r\n250 PIPELINING");
      while (true) {
        hear(wire, "DATA\r\n");
        say(wire, "250 ok\r\n250 ok\r\n354 go");
        hear(wire, "\r\n.\r\n");
        messages.incrementAndGet();
        say(wire, "250 taken");
      }
    } catch (IOException e) {
      // the client left
    }
  }

  private static void say(Wire wire, String line) throws IOException {
    byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    wire.write(bytes, 0, bytes.length);
    wire.flush();
  }

  /** Reads until the text has come; the client waits for the answer, so nothing lies behind it. */
  private static void hear(Wire wire, String text) throws IOException {
    byte[] buffer = new byte[16_384];
    String got = "";
    while (!got.contains(text)) {
      int n = wire.read(buffer, 0, buffer.length);
      if (n < 0) {
        throw new IOException("closed");
      }
      got =
          got.substring(Math.max(0, got.length() - 10))
              + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
