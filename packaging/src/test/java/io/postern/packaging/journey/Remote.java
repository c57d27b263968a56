package io.postern.packaging.journey;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/**
 * A receiving mail server whose conduct the test decides. Keeps every message, and everything that
 * it heard as it heard it: what came in plain text, and what came out of TLS. Thread-safe.
 */
final class Remote implements AutoCloseable {
  /**
   * One message.
   *
   * @param content exactly what was transferred, dot-stuffing undone
   */
  record Received(String from, List<String> to, byte[] content, boolean tls) {
    String text() {
      return new String(content, StandardCharsets.ISO_8859_1);
    }
  }

  private final String domain;
  private final ServerSocket socket;
  private final List<Socket> clients = new CopyOnWriteArrayList<>();
  private final List<Received> messages = new CopyOnWriteArrayList<>();
  private final List<ByteArrayOutputStream> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger contents = new AtomicInteger();
  private volatile Conduct conduct;

  Remote(String domain, InetAddress address, int port, Conduct conduct) throws IOException {
    this.domain = domain;
    this.conduct = conduct;
    this.socket = new ServerSocket(port, 500, address);
    Thread.ofVirtual().start(this::accept);
  }

  String domain() {
    return domain;
  }

  int port() {
    return socket.getLocalPort();
  }

  String address() {
    return socket.getInetAddress().getHostAddress();
  }

  /** From the next command on. */
  void behave(Conduct now) {
    conduct = now;
  }

  /** What it took with a 250, in order. */
  List<Received> messages() {
    return List.copyOf(messages);
  }

  /** How many contents came in whole, answered or not. */
  int contents() {
    return contents.get();
  }

  /** Everything that all clients said so far, TLS taken off. */
  List<byte[]> heard() {
    return heard.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.setSoTimeout(120_000);
      new Session(client).run();
    } catch (IOException e) {
      // the client left: what it said is recorded
    } finally {
      clients.remove(client);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : clients) {
      client.close();
    }
  }

  private final class Session {
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private Socket wire;
    private InputStream in;
    private OutputStream out;
    private String from = "";
    private List<String> to = new ArrayList<>();

    Session(Socket wire) throws IOException {
      this.wire = wire;
      this.in = new BufferedInputStream(wire.getInputStream(), 1 << 16);
      this.out = wire.getOutputStream();
      heard.add(record);
    }

    void run() throws IOException {
      say("220 mx." + domain + " ESMTP");
      while (answer(line())) {}
    }

    private boolean answer(String line) throws IOException {
      String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
      switch (verb) {
        case "EHLO" -> hello();
        case "STARTTLS" -> {
          return startTls();
        }
        case "MAIL" -> {
          from = path(line);
          to = new ArrayList<>();
          say("250 2.1.0 ok");
        }
        case "RCPT" -> recipient(path(line));
        case "DATA" -> data();
        case "QUIT" -> {
          say("221 2.0.0 bye");
          return false;
        }
        default -> say("250 2.0.0 ok");
      }
      return true;
    }

    private void hello() throws IOException {
      boolean offer = conduct.startTls() != Conduct.StartTls.ABSENT && !secured();
      say(
          "250-mx."
              + domain
              + "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8"
              + (offer ? "\r\n250-STARTTLS" : "")
              + "\r\n250 SIZE");
    }

    private boolean secured() {
      return wire instanceof SSLSocket;
    }

    private boolean startTls() throws IOException {
      switch (conduct.startTls()) {
        case ABSENT -> say("502 5.5.1 not offered");
        case REFUSED -> say("454 4.7.0 TLS not available due to temporary reason");
        case BROKEN -> {
          say("220 go ahead\r\n*** this is no TLS server ***");
          line();
          return false;
        }
        case WORKS -> {
          say("220 go ahead");
          secure();
        }
      }
      return true;
    }

    private void secure() throws IOException {
      SSLSocket secured =
          (SSLSocket)
              conduct
                  .identity()
                  .orElseThrow()
                  .serverContext()
                  .getSocketFactory()
                  .createSocket(wire, address(), wire.getPort(), true);
      secured.setUseClientMode(false);
      secured.startHandshake();
      wire = secured;
      in = new BufferedInputStream(secured.getInputStream(), 1 << 16);
      out = secured.getOutputStream();
    }

    private static String path(String line) {
      return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    private void recipient(String address) throws IOException {
      String reply = conduct.rcpt().apply(address);
      if (reply.startsWith("250")) {
        to.add(address);
      }
      say(reply);
    }

    private void data() throws IOException {
      if (to.isEmpty()) {
        say("554 5.5.1 no valid recipients");
        return;
      }
      say("354 go on");
      ByteArrayOutputStream content = conduct.store().get();
      content(content);
      contents.incrementAndGet();
      String reply = conduct.end().get();
      if (reply.startsWith("250")) {
        messages.add(new Received(from, List.copyOf(to), content.toByteArray(), secured()));
      }
      say(reply);
    }

    /** Takes lines with dot-stuffing (RFC 5321 4.5.2) until the line of one dot. */
    private void content(OutputStream content) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
      while (true) {
        line.reset();
        int octet;
        do {
          octet = in.read();
          if (octet < 0) {
            throw new EOFException();
          }
          line.write(octet);
        } while (octet != '\n');
        byte[] bytes = line.toByteArray();
        if (bytes.length == 3 && bytes[0] == '.' && bytes[1] == '\r') {
          return;
        }
        int from = bytes[0] == '.' ? 1 : 0;
        content.write(bytes, from, bytes.length - from);
        keep(bytes);
      }
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          keep(line.toByteArray());
          throw new EOFException();
        }
        line.write(octet);
      }
      line.write('\n');
      keep(line.toByteArray());
      return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** Large contents are the business of {@link Conduct#store}. */
    private void keep(byte[] bytes) {
      if (record.size() < 1 << 20) {
        record.writeBytes(bytes);
      }
    }

    private void say(String text) throws IOException {
      out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
