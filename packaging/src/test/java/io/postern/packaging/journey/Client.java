package io.postern.packaging.journey;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An upstream's connection to the gateway, which tells every reply as it came. For one thread. */
final class Client implements AutoCloseable {
  static final String SENDER = "nurse@clinic.example";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Client(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  /** Connects; the greeting is the next reply. */
  static Client connect(InetSocketAddress gateway) throws IOException {
    Socket socket = new Socket();
    socket.connect(gateway, 10_000);
    socket.setSoTimeout(90_000);
    socket.setTcpNoDelay(true);
    return new Client(socket);
  }

  /** Connects and greets. */
  static Client to(InetSocketAddress gateway) throws IOException {
    Client client = connect(gateway);
    must(client.reply(), "220");
    must(client.ask("EHLO upstream.example"), "250");
    return client;
  }

  /** The last line of the reply to a command. */
  String ask(String command) throws IOException {
    say(command);
    return reply();
  }

  void say(String line) throws IOException {
    write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Writes without waiting for the buffer to be full or flushed. */
  OutputStream stream() {
    return out;
  }

  /** Begins a transaction, and gives the first reply that is not as wanted, else that to DATA. */
  String begin(String parameters, List<String> to) throws IOException {
    String reply = ask("MAIL FROM:<" + SENDER + ">" + parameters);
    for (int i = 0; i < to.size() && reply.startsWith("250"); i++) {
      reply = ask("RCPT TO:<" + to.get(i) + ">");
    }
    return reply.startsWith("250") ? ask("DATA") : reply;
  }

  /** Sends a message by DATA; the reply that decided, good or bad. */
  String send(List<String> to, byte[] content) throws IOException {
    String reply = begin("", to);
    if (!reply.startsWith("354")) {
      ask("RSET");
      return reply;
    }
    write(stuffed(content));
    return ask(".");
  }

  /** Sends a message by BDAT in chunks of this size (RFC 3030). */
  String sendChunked(List<String> to, byte[] content, int size) throws IOException {
    must(ask("MAIL FROM:<" + SENDER + "> BODY=8BITMIME"), "250");
    for (String recipient : to) {
      must(ask("RCPT TO:<" + recipient + ">"), "250");
    }
    String reply = "";
    for (int at = 0; at < content.length; at += size) {
      int length = Math.min(size, content.length - at);
      boolean last = at + length == content.length;
      out.write(
          ("BDAT " + length + (last ? " LAST" : "") + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.write(content, at, length);
      out.flush();
      reply = reply();
    }
    return reply;
  }

  /** Doubles the dot at the start of a line (RFC 5321 4.5.2) and ends the last line. */
  static byte[] stuffed(byte[] content) {
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

  /** The last line of the next reply. */
  String reply() throws IOException {
    String line;
    do {
      line = line();
    } while (line.length() > 3 && line.charAt(3) == '-');
    return line;
  }

  static void must(String reply, String code) {
    if (!reply.startsWith(code)) {
      throw new AssertionError("expected " + code + ", got: " + reply);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the gateway closed the connection");
      }
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
