package io.postern.outbound.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A mail server that people run, on loopback, with directories of its own. It takes mail for {@link
 * #DOMAIN} and shows a certificate for {@link #HOST}. Needs root.
 */
public interface RealServer extends AutoCloseable {
  String DOMAIN = "example.org";
  String HOST = "mx.example.org";

  /** The one local part that it knows. */
  String KNOWN = "jane";

  int port();

  /** What it logged. */
  String log() throws IOException;

  /** Where it puts one file for each message that it took. */
  Path mailbox();

  @Override
  void close() throws IOException;

  /** Every message in the mailbox as the server wrote it, with CRLF line ends. */
  default List<String> mails() throws IOException {
    List<String> mails = new ArrayList<>();
    try (Stream<Path> files = Files.list(mailbox())) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        mails.add(text.replace("\r\n", "\n").replace("\n", "\r\n"));
      }
    }
    return mails;
  }

  /** Whether a mail server answers there already. */
  static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(2000);
      return socket.getInputStream().read() == '2';
    } catch (IOException e) {
      return false; // not yet
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
