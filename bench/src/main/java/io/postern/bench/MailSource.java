package io.postern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Sends mail to many domains over a few sessions at as little cost as Java allows: plain text, the
 * envelope in one flight, the same body for all, and a Message-ID of its own for each.
 *
 * @param domain of the recipient of a message, by its number
 */
record MailSource(int port, int sessions, int size, IntFunction<String> domain) {
  private static final String LINE =
      "the quick brown fox jumps over the lazy dog and does so once more for good\r\n";

  /** Sends so many; a refusal or a broken connection ends it with an exception. */
  void send(int count) throws Exception {
    String run = UUID.randomUUID().toString();
    byte[] body =
        LINE.repeat(Math.max(1, size / LINE.length())).getBytes(StandardCharsets.US_ASCII);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int s = 0; s < sessions; s++) {
        int first = s;
        running.add(
            threads.submit(() -> {
              session(run, first, count, body);
              return null;
            }));
      }
      for (Future<?> session : running) {
        session.get();
      }
    }
  }

  private void session(String run, int first, int count, byte[] body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setTcpNoDelay(true);
      Session session = new Session(socket);
      session.expect("220");
      session.say("EHLO client.example.test\r\n");
      session.expect("250");
      for (int i = first; i < count; i += sessions) {
        session.send(domain.apply(i), run + "-" + i, body);
      }
      session.say("QUIT\r\n");
    }
  }

  /** One connection. */
  private static final class Session {
    private final BufferedReader in;
    private final OutputStream out;

    Session(Socket socket) throws IOException {
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      out = socket.getOutputStream();
    }

    void send(String domain, String name, byte[] body) throws IOException {
      say("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@" + domain + ">\r\nDATA\r\n");
      expect("250");
      expect("250");
      expect("354");
      byte[] header = header(domain, name);
      byte[] all = new byte[header.length + body.length + 3];
      System.arraycopy(header, 0, all, 0, header.length);
      System.arraycopy(body, 0, all, header.length, body.length);
      all[all.length - 3] = '.';
      all[all.length - 2] = '\r';
      all[all.length - 1] = '\n';
      out.write(all);
      expect("250");
    }

    private static byte[] header(String domain, String name) {
      return """
      From: a@example.org
      To: b@%s
      Subject: load
      Message-ID: <%s@example.org>

      """
          .formatted(domain, name)
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    }

    void say(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    void expect(String code) throws IOException {
      String line = in.readLine();
      while (line != null && line.startsWith(code + "-")) {
        line = in.readLine();
      }
      if (line == null || !line.startsWith(code)) {
        throw new IOException("wanted " + code + ", got " + line);
      }
    }
  }
}
