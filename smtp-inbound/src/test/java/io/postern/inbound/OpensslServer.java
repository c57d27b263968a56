package io.postern.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code openssl s_server} as it comes, which resumes sessions; it speaks HTTP. */
public final class OpensslServer implements AutoCloseable {
  private final Process process;
  private final int port;

  /**
   * @param identity a directory with chain.pem and key.pem
   */
  public OpensslServer(Path identity) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "s_server",
                    "-accept",
                    "127.0.0.1:0",
                    "-www",
                    "-cert",
                    identity.resolve("chain.pem").toString(),
                    "-key",
                    identity.resolve("key.pem").toString()))
            .redirectErrorStream(true)
            .start();
    port = announced(process.inputReader(ISO_8859_1));
  }

  private static int announced(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith("ACCEPT ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("openssl s_server does not listen");
    }
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
