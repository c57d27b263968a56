package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.wire.TlsIdentity;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** An SMTP client that sends exactly what it is told; one char is one octet. */
public final class Client implements AutoCloseable {
  private Socket socket;
  private InputStream in;
  private OutputStream out;

  private Client(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  public static Client connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    return new Client(socket);
  }

  public Client send(String octets) throws IOException {
    out.write(octets.getBytes(ISO_8859_1));
    out.flush();
    return this;
  }

  /** Sends a command and checks the start of the reply; gives the whole reply. */
  public String ask(String command, String start) throws IOException {
    send(command + "\r\n");
    return expect(start);
  }

  /** Reads one reply, all its lines, and checks its start. */
  public String expect(String start) throws IOException {
    String reply = reply();
    assertThat(reply).startsWith(start);
    return reply;
  }

  public String reply() throws IOException {
    StringBuilder all = new StringBuilder();
    while (true) {
      String line = line();
      all.append(line).append('\n');
      if (line.length() < 4 || line.charAt(3) != '-') {
        return all.toString();
      }
    }
  }

  /** True where the server has closed the connection, on octets it did not read or not. */
  public boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) >= 0 && b != '\n') {
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /** Waits so long, in which the server must say nothing. */
  void awaitSilence(Duration time) throws IOException {
    socket.setSoTimeout(Math.toIntExact(time.toMillis()));
    try {
      throw new AssertionError("the server says " + in.read());
    } catch (SocketTimeoutException e) {
      socket.setSoTimeout(10_000);
    }
  }

  /** MAIL, one RCPT and DATA with its 354. */
  public Client data() throws IOException {
    envelope();
    ask("DATA", "354");
    return this;
  }

  /** MAIL and one RCPT. */
  public Client envelope() throws IOException {
    ask("MAIL FROM:<a@example.org>", "250 2.1.0");
    ask("RCPT TO:<b@example.net>", "250 2.1.5");
    return this;
  }

  public Client startTls() throws IOException {
    return startTls("TLSv1.3");
  }

  Client startTls(String version) throws IOException {
    ask("STARTTLS", "220");
    upgrade(version);
    ask("EHLO client.example.org", "250");
    return this;
  }

  /** The same with a client certificate. */
  public Client startTls(TlsIdentity own) throws IOException {
    ask("STARTTLS", "220");
    upgrade("TLSv1.3", new KeyManager[] {new Own(own)});
    ask("EHLO client.example.org", "250");
    return this;
  }

  public void upgrade() throws IOException {
    upgrade("TLSv1.3");
  }

  /** Begins a second handshake inside the first one's session. */
  void renegotiate() throws IOException {
    ((SSLSocket) socket).startHandshake();
  }

  private void upgrade(String version) throws IOException {
    upgrade(version, new KeyManager[0]);
  }

  private void upgrade(String version, KeyManager[] own) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, new TrustManager[] {new Anyone()}, null);
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", 25, true);
      tls.setEnabledProtocols(new String[] {version});
      tls.startHandshake();
      socket = tls;
      in = new BufferedInputStream(tls.getInputStream());
      out = tls.getOutputStream();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes without a word, as a lost connection. */
  public void cut() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Shows its certificate to everybody who asks for one. */
  private static final class Own extends X509ExtendedKeyManager {
    private final TlsIdentity identity;

    private Own(TlsIdentity identity) {
      this.identity = identity;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket on) {
      return "own";
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine on) {
      return "own";
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"own"};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket on) {
      throw new UnsupportedOperationException("a client is no server");
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      throw new UnsupportedOperationException("a client is no server");
    }
  }

  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
