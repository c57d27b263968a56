package io.postern.outbound.testing;

import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Takes TLS off before a mail server that does not do it itself. */
final class TlsFront implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final ServerSocket listener = new ServerSocket(0, 50, LOOPBACK);
  private final SSLContext context;
  private final int behind;

  TlsFront(TlsIdentity identity, int behind) throws IOException {
    this.behind = behind;
    context = JdkTls.server(identity);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void serve(Socket client) {
    try (client) {
      say(client, "220 front");
      line(client.getInputStream());
      say(client, "250-front\r\n250 STARTTLS");
      line(client.getInputStream());
      say(client, "220 go ahead");
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(client, "127.0.0.1", 0, true);
      tls.setUseClientMode(false);
      tls.startHandshake();
      connect(tls);
    } catch (IOException e) {
      // the client left
    }
  }

  /** Nothing gets to the server before the handshake is over. */
  private void connect(SSLSocket client) throws IOException {
    try (client;
        Socket server = new Socket(LOOPBACK, behind)) {
      line(server.getInputStream()); // its greeting: the client has had another already
      Thread.ofVirtual().start(() -> answers(server, client));
      client.getInputStream().transferTo(server.getOutputStream());
    }
  }

  private static void answers(Socket server, SSLSocket client) {
    try (client) {
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // one side closed
    }
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static void line(InputStream in) throws IOException {
    int octet = in.read();
    while (octet >= 0 && octet != '\n') {
      octet = in.read();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
