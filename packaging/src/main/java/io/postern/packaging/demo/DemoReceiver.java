package io.postern.packaging.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/**
 * A receiving mail server that takes everything and keeps it: each message with its envelope and
 * the session's TLS, and every byte that came over the wire. Safe for use by many threads.
 */
public final class DemoReceiver implements AutoCloseable {
  /**
   * One message.
   *
   * @param content exactly what was transferred, dot-stuffing undone
   * @param tls the protocol version of the session; empty where it was plain text
   */
  public record Received(
      String host, String from, List<String> to, byte[] content, Optional<String> tls) {
    public Received {
      to = List.copyOf(to);
    }
  }

  private final String host;
  private final WireTap socket;
  private final SMTPServer server;
  private final List<Received> messages = new CopyOnWriteArrayList<>();

  /**
   * Starts serving.
   *
   * @param identity what it shows after STARTTLS; without it STARTTLS is not offered
   */
  DemoReceiver(String host, WireTap socket, Optional<DemoIdentity> identity) {
    this.host = host;
    this.socket = socket;
    SMTPServer.Builder builder =
        SMTPServer.port(socket.getLocalPort())
            .bindAddress(socket.getInetAddress())
            .hostName(host)
            .serverSocketFactory(() -> socket)
            .insertReceivedHeaders(false)
            .maxConnections(1000)
            .executorService(Executors.newVirtualThreadPerTaskExecutor())
            .messageHandlerFactory(Transaction::new)
            .enableTLS(identity.isPresent());
    identity.map(DemoIdentity::serverContext).ifPresent(context -> offer(builder, context));
    server = builder.build();
    server.start();
  }

  private static void offer(SMTPServer.Builder builder, SSLContext context) {
    builder.startTlsSocketFactory(plain -> {
      InetAddress peer = plain.getInetAddress();
      SSLSocket secured =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(plain, peer.getHostAddress(), plain.getPort(), true);
      secured.setUseClientMode(false);
      return secured;
    });
  }

  /** The name that it greets with. */
  public String host() {
    return host;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
  }

  /** Everything that arrived so far, in order. */
  public List<Received> messages() {
    return List.copyOf(messages);
  }

  /** What each connection sent over the wire so far. */
  public List<byte[]> wire() {
    return socket.sessions();
  }

  @Override
  public void close() {
    server.stop();
  }

  private final class Transaction implements MessageHandler {
    private final MessageContext context;
    private final List<String> to = new ArrayList<>();
    private String from = "";

    Transaction(MessageContext context) {
      this.context = context;
    }

    @Override
    public void from(String address) {
      from = address;
    }

    @Override
    public void recipient(String address) {
      to.add(address);
    }

    @Override
    public @Nullable String data(InputStream content) throws IOException {
      messages.add(new Received(host, from, to, content.readAllBytes(), tls()));
      return null;
    }

    @Override
    public void done() {}

    private Optional<String> tls() {
      return context instanceof Session session
              && session.getSocket() instanceof SSLSocket secured
              && session.isTLSStarted()
          ? Optional.of(secured.getSession().getProtocol())
          : Optional.empty();
    }
  }
}
