package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code openssl s_client}, which says what came of a handshake. */
public final class OpensslClient {
  private static final String QUIT = "QUIT\r\n";

  private OpensslClient() {}

  /** All that it prints of one session after STARTTLS that ends with QUIT. */
  public static String said(Lab lab, String options) throws Exception {
    return saidOver(port(lab), "-starttls smtp " + options, QUIT);
  }

  /** The same where TLS begins with the connection. */
  public static String saidImplicitly(Lab lab, String options) throws Exception {
    return saidOver(port(lab), options, QUIT);
  }

  private static int port(Lab lab) {
    return lab.listener.address().getPort();
  }

  /**
   * All that it prints of one connection.
   *
   * @param input upon which the server ends it
   */
  public static String saidOver(int port, String options, String input) throws Exception {
    // -ign_eof: else the Q of QUIT is a command to it, and it is gone before a ticket comes.
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "s_client", "-ign_eof", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of(options.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(ISO_8859_1));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return out;
  }
}
