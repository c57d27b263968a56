package io.postern.outbound.testing;

import io.postern.core.testing.Certs;
import io.postern.core.wire.TlsIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code openssl s_server} behind a STARTTLS greeting; it must be installed. */
public final class OpenSsl implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final ServerSocket front = new ServerSocket(0, 5, LOOPBACK);
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tapped = new ByteArrayOutputStream();
  private final Path said = Files.createTempFile("s_server", ".txt");
  private final Process server;

  /**
   * @param version as in {@code -tls1_3}
   */
  public OpenSsl(TlsIdentity identity, String version, Path directory) throws IOException {
    this(identity, version, directory, List.of());
  }

  /** One that wants a client certificate of an authority, made for whatever purpose. */
  public static OpenSsl requiringClient(TlsIdentity identity, Path authority, Path directory)
      throws IOException {
    return new OpenSsl(
        identity,
        "-tls1_3",
        directory,
        List.of(
            "-Verify",
            "1",
            "-verify_return_error",
            "-purpose",
            "sslserver",
            "-CAfile",
            authority.toString()));
  }

  /** One that shows its right certificate only where the client names it (RFC 6066 3). */
  public static OpenSsl named(String name, TlsIdentity right, TlsIdentity other, Path directory)
      throws IOException {
    Path second = Files.createDirectories(directory.resolve("named"));
    Certs.write(right, second);
    return new OpenSsl(
        other,
        "-tls1_3",
        directory,
        List.of(
            "-servername",
            name,
            "-cert2",
            second.resolve("chain.pem").toString(),
            "-key2",
            second.resolve("key.pem").toString()));
  }

  /** One that takes a single suite of TLS 1.3. */
  public static OpenSsl withSuite(TlsIdentity identity, String suite, Path directory)
      throws IOException {
    return new OpenSsl(identity, "-tls1_3", directory, List.of("-ciphersuites", suite));
  }

  private OpenSsl(TlsIdentity identity, String version, Path directory, List<String> more)
      throws IOException {
    Certs.write(identity, directory);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_server",
                "-brief",
                version,
                "-cipher",
                "ALL:@SECLEVEL=0",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                directory.resolve("chain.pem").toString(),
                "-key",
                directory.resolve("key.pem").toString()));
    command.addAll(above(identity, directory));
    command.addAll(more);
    server = new ProcessBuilder(command).redirectError(said.toFile()).start();
    Thread.ofVirtual().start(() -> copy(server.getInputStream(), heard));
    Thread.ofVirtual().start(() -> front(port));
  }

  /** It reads only the first certificate from the file of the leaf. */
  private static List<String> above(TlsIdentity identity, Path directory) throws IOException {
    if (identity.chain().size() == 1) {
      return List.of();
    }
    String chain = Files.readString(directory.resolve("chain.pem"));
    Path above = directory.resolve("above.pem");
    Files.writeString(above, chain.substring(chain.indexOf("-----BEGIN", 1)));
    return List.of("-cert_chain", above.toString());
  }

  public int port() {
    return front.getLocalPort();
  }

  /** What came out of TLS. */
  public String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** Every octet that the client sent, as it was on the network. */
  public String wire() {
    synchronized (tapped) {
      return tapped.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** What openssl tells of its sessions. */
  public String said() throws IOException {
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  /** Plays the server's part for one message. */
  public void takeOne() {
    answer("EHLO", "250 openssl");
    answer("MAIL", "250 ok");
    answer("RCPT", "250 ok");
    answer("DATA", "354 go on");
    answer("\r\n.\r\n", "250 taken by openssl");
  }

  private void answer(String after, String reply) {
    try {
      while (!heard().contains(after)) {
        Thread.sleep(5); // another process writes: there is nothing to wait on
      }
      server.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
      server.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void front(int port) {
    try (Socket client = front.accept()) {
      OutputStream out = client.getOutputStream();
      out.write("220 openssl\r\n".getBytes(StandardCharsets.US_ASCII));
      line(client.getInputStream());
      out.write("250-openssl\r\n250 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
      line(client.getInputStream());
      try (Socket inner = connect(port)) {
        out.write("220 go ahead\r\n".getBytes(StandardCharsets.US_ASCII));
        Thread.ofVirtual().start(() -> forward(inner, client));
        pass(client.getInputStream(), inner.getOutputStream());
      }
    } catch (IOException e) {
      // one side closed: the test is over
    }
  }

  private void pass(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[8192];
    int n;
    while ((n = in.read(buffer)) >= 0) {
      synchronized (tapped) {
        tapped.write(buffer, 0, n);
      }
      out.write(buffer, 0, n);
    }
  }

  private static void forward(Socket from, Socket to) {
    try (to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one side closed
    }
  }

  /** The process needs a moment before it listens. */
  private Socket connect(int port) throws IOException {
    while (server.isAlive()) {
      try {
        return new Socket(LOOPBACK, port);
      } catch (java.net.ConnectException e) {
        Thread.onSpinWait();
      }
    }
    throw new IOException("openssl ended with " + server.exitValue());
  }

  private void line(InputStream in) throws IOException {
    int octet;
    while ((octet = in.read()) >= 0) {
      synchronized (tapped) {
        tapped.write(octet);
      }
      if (octet == '\n') {
        return;
      }
    }
  }

  private static void copy(InputStream in, ByteArrayOutputStream out) {
    byte[] buffer = new byte[4096];
    try {
      int n;
      while ((n = in.read(buffer)) >= 0) {
        synchronized (out) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // the process ended
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    server.destroyForcibly();
    Files.deleteIfExists(said);
  }
}
