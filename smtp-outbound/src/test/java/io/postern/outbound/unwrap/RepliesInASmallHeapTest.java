package io.postern.outbound.unwrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.settings.DecryptionSettings.Unauthenticated;
import io.postern.core.model.Decryption;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.outbound.protect.Tool;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 100 MB that openssl and gpg encrypted are opened by a JVM with a heap of 64 MB. */
class RepliesInASmallHeapTest {
  private static final long SIZE = 100_000_000;
  private static final long LARGEST = 150 << 20;

  @Test
  void unwrap_100MegaBytesIn64MegaBytes_opensThem(@TempDir Path directory) throws Exception {
    try (Clinic clinic = new Clinic(directory)) {
      clinic.ours("ann", "rsa:2048", Clinic.ANN);
      clinic.gpg().person(Clinic.ANN, "ed25519", "cv25519");
      Files.write(directory.resolve("ann.asc"), clinic.gpg().exportSecret(Clinic.ANN));
      writeEntity(directory.resolve("entity"));
      clinic.made("smime.eml", "-encrypt", "-stream", "-in", "entity", "-aes-256-gcm", "ann.pem");
      clinic
          .gpg()
          .run(
              "--yes",
              "--trust-model",
              "always",
              "--armor",
              "-z",
              "1",
              "-r",
              Clinic.ANN,
              "--output",
              directory.resolve("armor").toString(),
              "--encrypt",
              directory.resolve("entity").toString());
      writePgpMime(directory);

      String said = fork(directory);

      assertThat(said).contains("smime.eml authenticated true", "openpgp.eml authenticated true");
    }
  }

  /** What the other JVM does; the argument is the directory. */
  static final class Forked {
    private Forked() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      try (Clinic clinic = new Clinic(Files.createDirectory(directory.resolve("fork")))) {
        clinic.add(
            directory.resolve("ann.p12"), Clinic.wish("ann").forDecryption().withPassword("x"));
        clinic.add(directory.resolve("ann.asc"), Clinic.wish("ann").forDecryption());
        for (String name : List.of("smime.eml", "openpgp.eml")) {
          System.out.println(name + " " + open(clinic, new OnDisk(directory.resolve(name))));
        }
      }
    }

    private static String open(Clinic clinic, Content message) throws IOException {
      try (Unwrapped opened =
              clinic
                  .unwrapper(Unauthenticated.DELIVER, LARGEST)
                  .unwrap(Recipient.of(Clinic.ANN).mailbox(), message);
          InputStream in = opened.content().open()) {
        long size = in.transferTo(OutputStream.nullOutputStream());
        return opened.decryption() instanceof Decryption.Opened o
            ? o.integrity() + " " + (size > SIZE)
            : "left";
      }
    }
  }

  private record OnDisk(Path file) implements Content {
    @Override
    public long size() {
      return file.toFile().length();
    }

    @Override
    public InputStream open() throws IOException {
      return new BufferedInputStream(Files.newInputStream(file));
    }
  }

  private static String fork(Path directory) {
    return Tool.run(
            directory,
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Forked.class.getName(),
                directory.toString()))
        .text();
  }

  private static void writeEntity(Path file) throws IOException {
    byte[] line =
        "a line of seventy-five octets and no more than that, over and over ......\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write("Content-Type: text/plain\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      for (long written = 0; written < SIZE; written += line.length) {
        out.write(line);
      }
    }
  }

  private static void writePgpMime(Path directory) throws IOException {
    String around = new String(Clinic.pgpMime("HERE"), StandardCharsets.US_ASCII);
    try (OutputStream out = Files.newOutputStream(directory.resolve("openpgp.eml"))) {
      out.write(around.substring(0, around.indexOf("HERE")).getBytes(StandardCharsets.US_ASCII));
      Files.copy(directory.resolve("armor"), out);
      out.write(around.substring(around.indexOf("HERE") + 4).getBytes(StandardCharsets.US_ASCII));
    }
  }
}
