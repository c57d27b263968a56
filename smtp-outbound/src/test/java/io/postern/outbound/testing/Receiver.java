package io.postern.outbound.testing;

import io.postern.core.wire.TlsIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A SubEthaSMTP server behind a wire tap: what the server got after TLS, and every octet that came
 * over the network.
 */
public final class Receiver implements AutoCloseable {
  /** One message taken. */
  public record Mail(String from, String to, byte[] content) {
    public String text() {
      return new String(content, StandardCharsets.ISO_8859_1);
    }
  }

  private final SMTPServer server;
  private final ServerSocket tap;
  private final ByteArrayOutputStream tapped = new ByteArrayOutputStream();
  private final List<Mail> mails = new CopyOnWriteArrayList<>();

  public Receiver(String address, int port, Optional<TlsIdentity> identity) throws IOException {
    SMTPServer.Builder builder =
        SMTPServer.port(0)
            .bindAddress(InetAddress.ofLiteral("127.0.0.1"))
            .hostName("receiver.example")
            .insertReceivedHeaders(false)
            .messageHandler((context, from, to, data) -> mails.add(new Mail(from, to, data)));
    if (identity.isPresent()) {
      builder.enableTLS().startTlsSocketFactory(JdkTls.server(identity.get()));
    }
    server = builder.build();
    server.start();
    tap = new ServerSocket();
    tap.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return tap.getLocalPort();
  }

  /** What was taken. */
  public List<Mail> mails() {
    return mails;
  }

  /** Every octet that the client sent, as it was on the network. */
  public String wire() {
    synchronized (tapped) {
      return tapped.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = tap.accept();
        Socket inner = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.getPortAllocated());
        Thread.ofVirtual().start(() -> pump(client, inner, true));
        Thread.ofVirtual().start(() -> pump(inner, client, false));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void pump(Socket from, Socket to, boolean record) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int n;
      while ((n = in.read(buffer)) >= 0) {
        if (record) {
          synchronized (tapped) {
            tapped.write(buffer, 0, n);
          }
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // one side closed
    }
  }

  @Override
  public void close() throws IOException {
    tap.close();
    server.stop();
  }
}
