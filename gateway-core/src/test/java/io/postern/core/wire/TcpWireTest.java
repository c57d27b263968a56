package io.postern.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.config.settings.Settings.TlsEngine;
import io.postern.core.testing.TestIdentity;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class TcpWireTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final TlsIdentity EC = TestIdentity.ec("mail.example.org");

  @Test
  void read_plain_givesWhatWasFlushed() throws Exception {
    try (WirePair pair = WirePair.open()) {
      write(pair.client(), "EHLO a\r\n");
      assertThat(read(pair.server(), 8)).isEqualTo("EHLO a\r\n");
      assertThat(pair.server().tls()).isEmpty();
    }
  }

  @Test
  void read_peerClosed_isEndOfStream() throws Exception {
    try (WirePair pair = WirePair.open()) {
      pair.client().close();
      assertThat(pair.server().read(new byte[1], 0, 1)).isEqualTo(-1);
    }
  }

  @Test
  void read_nothingComes_timesOutAndLastReplyCanBeWritten() throws Exception {
    try (WirePair pair = WirePair.open()) {
      pair.server().readTimeout(SHORT);
      assertThatThrownBy(() -> pair.server().read(new byte[1], 0, 1))
          .isInstanceOf(SocketTimeoutException.class);
      write(pair.server(), "421");
      assertThat(read(pair.client(), 3)).isEqualTo("421");
    }
  }

  @Test
  void write_peerDoesNotRead_isCutOff() throws Exception {
    try (WirePair pair = WirePair.open(SHORT)) {
      byte[] block = new byte[1 << 16];
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  pair.server().write(block, 0, block.length);
                }
              })
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void close_whileAnotherThreadReads_endsTheRead() throws Exception {
    try (WirePair pair = WirePair.open()) {
      CompletableFuture<Void> first = new CompletableFuture<>();
      CompletableFuture<Void> reader =
          WirePair.async(() -> {
            pair.server().read(new byte[1], 0, 1);
            first.complete(null);
            pair.server().read(new byte[1], 0, 1);
          });
      write(pair.client(), "x");
      first.get();
      pair.server().close();
      assertThatThrownBy(() -> WirePair.join(reader)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void hasInput_plain_tellsWhetherReadWouldBlock() throws Exception {
    try (WirePair pair = WirePair.open()) {
      assertThat(pair.server().hasInput()).isFalse();
      write(pair.client(), "ab");
      read(pair.server(), 1);
      assertThat(pair.server().hasInput()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"NATIVE,NATIVE", "NATIVE,JDK", "JDK,NATIVE", "JDK,JDK"})
  void startTls_anyPairOfEngines_carriesDataBothWays(TlsEngine client, TlsEngine server)
      throws Exception {
    try (WirePair pair = tls(client, server, EC)) {
      byte[] sent = new byte[1_000_000];
      new Random(1).nextBytes(sent);
      CompletableFuture<Void> writer =
          WirePair.async(() -> {
            pair.client().write(sent, 0, sent.length);
            pair.client().flush();
          });
      assertThat(readBytes(pair.server(), sent.length)).isEqualTo(sent);
      WirePair.join(writer);
      write(pair.server(), "250 ok");
      assertThat(read(pair.client(), 6)).isEqualTo("250 ok");
      assertThat(session(pair.client()).getPeerCertificates()[0]).isEqualTo(EC.chain().getFirst());
      assertThat(session(pair.server()).getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTls_rsaCertificate_works(TlsEngine engine) throws Exception {
    TlsIdentity rsa = TestIdentity.rsa("mail.example.org");
    try (WirePair pair = tls(engine, engine, rsa)) {
      write(pair.client(), "x");
      assertThat(read(pair.server(), 1)).isEqualTo("x");
      assertThat(session(pair.client()).getPeerCertificates()[0]).isEqualTo(rsa.chain().getFirst());
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTls_secondConnection_isNotResumed(TlsEngine engine) throws Exception {
    TlsEngines.Client clients = TlsEngines.client(engine);
    TlsEngines.Server servers = TlsEngines.server(EC, engine);
    byte[] first = sessionId(clients, servers);
    // The native engine names no session at all unless one can be resumed.
    assertThat(first.length == 0 || !Arrays.equals(first, sessionId(clients, servers))).isTrue();
  }

  private static byte[] sessionId(TlsEngines.Client clients, TlsEngines.Server servers)
      throws Exception {
    try (WirePair pair = WirePair.open().tls(clients, servers, "mail.example.org")) {
      write(pair.server(), "x");
      read(pair.client(), 1);
      return session(pair.client()).getId();
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasInput_tls_countsOnlyDecryptedBytes(TlsEngine engine) throws Exception {
    try (WirePair pair = tls(engine, engine, EC)) {
      write(pair.server(), "x");
      read(pair.client(), 1);
      assertThat(pair.client().hasInput()).isFalse();
      write(pair.server(), "abc");
      read(pair.client(), 1);
      assertThat(pair.client().hasInput()).isTrue();
      assertThat(read(pair.client(), 2)).isEqualTo("bc");
      assertThat(pair.client().hasInput()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void read_tlsClosed_isEndOfStream(TlsEngine engine) throws Exception {
    try (WirePair pair = tls(engine, engine, EC)) {
      write(pair.client(), "x");
      pair.client().close();
      assertThat(read(pair.server(), 1)).isEqualTo("x");
      assertThat(pair.server().read(new byte[1], 0, 1)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void read_tlsCutWithoutCloseNotify_isAnError(TlsEngine engine) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        WireProxy proxy = WireProxy.open(listener)) {
      Wire client = proxy.client();
      Wire server = proxy.server();
      CompletableFuture<Void> served =
          WirePair.async(() ->
              server.startTls(TlsEngines.server(EC, engine).newEngine(), WirePair.TEN_SECONDS));
      client.startTls(TlsEngines.client(engine).newEngine(Optional.empty()), WirePair.TEN_SECONDS);
      WirePair.join(served);
      proxy.cut();
      assertThatThrownBy(() -> server.read(new byte[1], 0, 1)).isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTls_commandsInjectedAfterStarttls_isRefused(TlsEngine engine) throws Exception {
    try (WirePair pair = WirePair.open()) {
      write(pair.client(), "STARTTLS\r\nMAIL FROM:<a@b.example>\r\n");
      read(pair.server(), 10);
      byte[] ready = "220 ready\r\n".getBytes(US_ASCII);
      pair.server().write(ready, 0, ready.length);
      assertThatThrownBy(
              () -> pair.server().startTls(TlsEngines.server(EC, engine).newEngine(), SHORT))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("plain text");
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTls_replyInjectedBeforeHandshake_isRefused(TlsEngine engine) throws Exception {
    try (WirePair pair = WirePair.open()) {
      write(pair.server(), "220 ready\r\n250 injected\r\n");
      read(pair.client(), 11);
      assertThatThrownBy(() ->
              pair.client().startTls(TlsEngines.client(engine).newEngine(Optional.empty()), SHORT))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("plain text");
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTls_silentPeer_timesOut(TlsEngine engine) throws Exception {
    try (WirePair pair = WirePair.open()) {
      assertThatThrownBy(() ->
              pair.client().startTls(TlsEngines.client(engine).newEngine(Optional.empty()), SHORT))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("longer than");
    }
  }

  @ParameterizedTest
  @EnumSource
  void startTls_peerSpeaksPlainText_isAnSslException(TlsEngine engine) throws Exception {
    try (WirePair pair = WirePair.open()) {
      write(pair.client(), "EHLO not.tls.example.org\r\n");
      assertThatThrownBy(() ->
              pair.server()
                  .startTls(TlsEngines.server(EC, engine).newEngine(), WirePair.TEN_SECONDS))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void connect_nobodyListens_fails() throws Exception {
    InetSocketAddress unused;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = (InetSocketAddress) listener.getLocalSocketAddress();
    }
    assertThatThrownBy(() -> Wires.connect(unused, WirePair.SECOND, WirePair.SECOND))
        .isInstanceOf(IOException.class);
  }

  /** Two wires with a relay between them that can be cut, as an attacker would. */
  private record WireProxy(Wire client, Wire server, Socket in, Socket out)
      implements AutoCloseable {
    static WireProxy open(ServerSocket listener) throws Exception {
      Wire client =
          Wires.connect(
              (InetSocketAddress) listener.getLocalSocketAddress(),
              WirePair.TEN_SECONDS,
              WirePair.TEN_SECONDS);
      Socket in = listener.accept();
      try (var second = java.nio.channels.ServerSocketChannel.open()) {
        second.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Socket out = new Socket(InetAddress.getLoopbackAddress(), second.socket().getLocalPort());
        Wire server = Wires.accept(second.accept(), WirePair.TEN_SECONDS);
        WirePair.async(() -> in.getInputStream().transferTo(out.getOutputStream()));
        WirePair.async(() -> out.getInputStream().transferTo(in.getOutputStream()));
        return new WireProxy(client, server, in, out);
      }
    }

    void cut() throws IOException {
      out.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      in.close();
      out.close();
      client.close();
      server.close();
    }
  }

  private static WirePair tls(TlsEngine client, TlsEngine server, TlsIdentity identity)
      throws Exception {
    return WirePair.open()
        .tls(TlsEngines.client(client), TlsEngines.server(identity, server), "mail.example.org");
  }

  private static SSLSession session(Wire wire) {
    return wire.tls().orElseThrow();
  }

  private static void write(Wire wire, String text) throws IOException {
    byte[] bytes = text.getBytes(US_ASCII);
    wire.write(bytes, 0, bytes.length);
    wire.flush();
  }

  private static String read(Wire wire, int length) throws IOException {
    return new String(readBytes(wire, length), US_ASCII);
  }

  private static byte[] readBytes(Wire wire, int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int n = wire.read(bytes, done, length - done);
      if (n < 0) {
        return Arrays.copyOf(bytes, done);
      }
      done += n;
    }
    return bytes;
  }
}
