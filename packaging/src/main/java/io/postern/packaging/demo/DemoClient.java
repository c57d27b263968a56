package io.postern.packaging.demo;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A submitting client (RFC 5321, RFC 3207) as an upstream would be: one connection, STARTTLS where
 * a context is given, many messages. For one thread.
 */
public final class DemoClient implements AutoCloseable {
  private static final int TIMEOUT_MS = 60_000;

  private Socket socket;
  private InputStream in;
  private OutputStream out;

  private DemoClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  /** Connects, greets, and goes no further without TLS. */
  public static DemoClient secured(InetSocketAddress server, SSLContext context)
      throws IOException {
    DemoClient client = plain(server);
    client.command("STARTTLS", 220);
    SSLSocket secured =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(client.socket, server.getHostString(), server.getPort(), true);
    secured.startHandshake();
    client.socket = secured;
    client.in = new BufferedInputStream(secured.getInputStream());
    client.out = new BufferedOutputStream(secured.getOutputStream());
    client.command("EHLO upstream.example", 250);
    return client;
  }

  /** Connects and greets in plain text. */
  public static DemoClient plain(InetSocketAddress server) throws IOException {
    Socket socket = new Socket();
    socket.connect(server, TIMEOUT_MS);
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    DemoClient client = new DemoClient(socket);
    client.expect(220);
    client.command("EHLO upstream.example", 250);
    return client;
  }

  /**
   * Sends one message.
   *
   * @param content with CRLF line ends
   * @return the text of the final 250
   * @throws IOException where any command is refused; the reply is its message
   */
  public String send(String from, List<String> to, byte[] content) throws IOException {
    command("MAIL FROM:<" + from + ">", 250);
    for (String recipient : to) {
      command("RCPT TO:<" + recipient + ">", 250);
    }
    command("DATA", 354);
    out.write(stuffed(content));
    return command(".", 250);
  }

  /** Doubles the dot at the start of a line (RFC 5321 4.5.2) and ends the last line. */
  private static byte[] stuffed(byte[] content) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream(content.length + 64);
    int previous = '\n';
    for (byte octet : content) {
      if (octet == '.' && previous == '\n') {
        wire.write('.');
      }
      wire.write(octet);
      previous = octet;
    }
    if (previous != '\n') {
      wire.writeBytes(new byte[] {'\r', '\n'});
    }
    return wire.toByteArray();
  }

  private String command(String line, int wanted) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    return expect(wanted);
  }

  private String expect(int wanted) throws IOException {
    String line;
    do {
      line = line();
    } while (line.length() > 3 && line.charAt(3) == '-');
    if (!line.startsWith(Integer.toString(wanted))) {
      throw new IOException("the server answered: " + line);
    }
    return line;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the server closed the connection");
      }
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Says QUIT and closes. */
  @Override
  public void close() throws IOException {
    try (Socket closing = socket) {
      closing.setSoTimeout(5_000);
      command("QUIT", 221);
    }
  }
}
