package io.postern.outbound.testing;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.wire.TlsEngines;
import io.postern.core.wire.TlsIdentity;
import io.postern.core.wire.Wire;
import io.postern.core.wire.Wires;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A server that says what its script says, and remembers what it heard. */
public final class ScriptedServer implements AutoCloseable {
  /** One connection's part. */
  public interface Script {
    void play(Peer peer) throws IOException;
  }

  private final ServerSocketChannel listener;
  private final List<Script> scripts;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<String> clients = new CopyOnWriteArrayList<>();

  /** The n-th connection plays the n-th script; the last one repeats. */
  public ScriptedServer(String address, int port, Script... scripts) throws IOException {
    this.scripts = List.of(scripts);
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    Thread.ofVirtual().start(this::accept);
  }

  public ScriptedServer(Script... scripts) throws IOException {
    this("127.0.0.1", 0, scripts);
  }

  public int port() {
    return listener.socket().getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  /** Everything heard on all connections, TLS taken off. */
  public String heard() {
    StringBuilder all = new StringBuilder();
    peers.forEach(p -> all.append(p.heard()));
    return all.toString();
  }

  /** The addresses that connections came from, in their order. */
  public List<String> clients() {
    return clients;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = listener.accept();
        clients.add(channel.socket().getInetAddress().getHostAddress());
        Script script = scripts.get(Math.min(connections.getAndIncrement(), scripts.size() - 1));
        Thread.ofVirtual().start(() -> play(channel, script));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void play(SocketChannel channel, Script script) {
    try (Peer peer = new Peer(Wires.accept(channel, Duration.ofSeconds(10)))) {
      peers.add(peer);
      script.play(peer);
    } catch (IOException e) {
      // the client left: what it said is recorded
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    peers.forEach(Peer::close);
  }

  /** The client as the script sees it. */
  public static final class Peer implements AutoCloseable {
    private final Wire wire;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    Peer(Wire wire) throws IOException {
      this.wire = wire;
      wire.readTimeout(Duration.ofSeconds(10));
    }

    synchronized String heard() {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends lines, each with CRLF, at once. */
    public Peer say(String... lines) throws IOException {
      byte[] bytes = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
      wire.write(bytes, 0, bytes.length);
      wire.flush();
      return this;
    }

    /** Sends a line one octet per packet. */
    public Peer sayInPieces(String line) throws IOException {
      for (byte b : (line + "\r\n").getBytes(StandardCharsets.UTF_8)) {
        wire.write(new byte[] {b}, 0, 1);
        wire.flush();
      }
      return this;
    }

    /** Reads a line that must begin so. */
    public String hear(String prefix) throws IOException {
      String line = line();
      if (!line.startsWith(prefix)) {
        throw new IOException("expected " + prefix + ", heard " + line);
      }
      return line;
    }

    /** The same, and nothing more may have come with it. */
    public void hearAlone(String prefix) throws IOException {
      hear(prefix);
      if (wire.hasInput()) {
        throw new IOException("more came with " + prefix);
      }
    }

    /** Reads up to and with the line of one dot. */
    public String hearContent() throws IOException {
      StringBuilder content = new StringBuilder();
      String line;
      while (!(line = line()).equals(".")) {
        content.append(line).append("\r\n");
      }
      return content.toString();
    }

    /** Reads {@code BDAT n LAST} and its octets. */
    public String hearChunk() throws IOException {
      int length = Integer.parseInt(hear("BDAT ").split(" ")[1]);
      byte[] octets = new byte[length];
      for (int read = 0; read < length; read++) {
        if (wire.read(octets, read, 1) < 0) {
          throw new EOFException();
        }
      }
      return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** Greeting and EHLO, offering these keywords. */
    public Peer open(String... keywords) throws IOException {
      say("220 scripted.example");
      return offer(keywords);
    }

    /** Answers EHLO. */
    public Peer offer(String... keywords) throws IOException {
      hear("EHLO ");
      StringBuilder reply = new StringBuilder();
      for (String keyword : keywords) {
        reply.append("250-").append(keyword).append("\r\n");
      }
      return say("250-scripted.example", (reply + "250 HELP"));
    }

    /** Answers STARTTLS and does the handshake. */
    public Peer secure(TlsIdentity identity) throws IOException {
      hear("STARTTLS");
      say("220 go ahead");
      return handshake(identity);
    }

    public Peer handshake(TlsIdentity identity) throws IOException {
      try {
        wire.startTls(
            TlsEngines.server(identity, TlsEngine.NATIVE).newEngine(), Duration.ofSeconds(10));
        return this;
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }

    /** The DNS names in the certificate that the client showed; none where it showed none. */
    public List<String> clientNames() {
      try {
        X509Certificate shown = (X509Certificate) wire.tls().orElseThrow().getPeerCertificates()[0];
        return shown.getSubjectAlternativeNames().stream()
            .map(name -> String.valueOf(name.get(1)))
            .toList();
      } catch (SSLPeerUnverifiedException e) {
        return List.of();
      } catch (CertificateParsingException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Takes messages in order until the client leaves. */
    public void takeAll() throws IOException {
      while (true) {
        String line = line();
        if (line.equals("DATA")) {
          say("354 go on");
          hearContent();
          say("250 2.0.0 taken");
        } else if (line.equals("QUIT")) {
          say("221 bye");
          return;
        } else {
          say("250 ok");
        }
      }
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      byte[] one = new byte[1];
      while (one[0] != '\n') {
        if (wire.read(one, 0, 1) < 0) {
          throw new EOFException();
        }
        line.write(one[0]);
        synchronized (this) {
          heard.write(one[0]);
        }
      }
      return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() {
      wire.close();
    }
  }
}
