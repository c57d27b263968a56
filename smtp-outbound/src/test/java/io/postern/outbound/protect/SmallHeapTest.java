package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.keys.KeyImport;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 100 MB are signed and encrypted by a JVM with a heap of 64 MB, and others read them. */
class SmallHeapTest {
  private static final long SIZE = 100_000_000;
  private static final String DOCTOR = "doctor@clinic.example";
  private static final String TO = "patient@example.net";

  @Test
  void wrap_100MegaBytesIn64MegaBytes_opensslAndGpgReadThem(@TempDir Path directory)
      throws Exception {
    SmimeAuthority authority = new SmimeAuthority(directory);
    authority.person("patient", "rsa:2048", TO);
    authority.person("doctor", "P-256", DOCTOR);
    authority.pkcs12("doctor");
    try (Gpg gpg = new Gpg(directory)) {
      gpg.person(TO, "ed25519", "cv25519");
      gpg.person(DOCTOR, "ed25519", "cv25519");
      Files.write(directory.resolve("patient.gpg"), gpg.export(TO, false));
      Files.write(directory.resolve("doctor.gpg"), gpg.exportSecret(DOCTOR));
      Path original = writeOriginal(directory.resolve("original.eml"));

      fork(directory);

      authority.openssl(
          "cms -decrypt -in smime.eml -recip patient.pem -inkey patient.key -out signed.eml");
      authority.openssl(
          "cms -verify -in signed.eml -CAfile ca.pem -purpose smimesign -out smime.out");
      assertSame(directory.resolve("smime.out"), original);
      Tool.Result read =
          gpg.attempt(
              "--yes",
              "--trust-model",
              "always",
              "--status-fd",
              "2",
              "--output",
              directory.resolve("openpgp.out").toString(),
              "--decrypt",
              directory.resolve("openpgp.eml").toString());
      assertThat(read.err()).contains("GOODSIG").contains("DECRYPTION_OKAY");
      assertSame(directory.resolve("openpgp.out"), original);
    }
  }

  /** What the other JVM does; the argument is the directory. */
  static final class Forked {
    private Forked() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      try (Lab lab = new Lab(directory)) {
        lab.add(directory.resolve("patient.pem"));
        lab.add(directory.resolve("patient.gpg"));
        KeyImport ours = KeyImport.ofRecipients("test", "doctor").forSigning();
        lab.add(directory.resolve("doctor.p12"), ours.withPassword("x"));
        lab.add(directory.resolve("doctor.gpg"), ours);
        wrap(lab.smimeWrapper(), directory, "smime.eml");
        wrap(lab.openPgpWrapper(), directory, "openpgp.eml");
      }
    }

    private static void wrap(Wrapper wrapper, Path directory, String to) throws Exception {
      Content message = new OnDisk(directory.resolve("original.eml"));
      try (Wrapped wrapped = wrapper.wrap(Lab.envelope(DOCTOR), Recipient.of(TO), message);
          InputStream in = wrapped.content().open()) {
        Files.copy(in, directory.resolve(to));
        if (!"yes".equals(wrapped.details().get("signed"))) {
          throw new AssertionError("not signed");
        }
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

  private static void fork(Path directory) {
    Tool.run(
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
            directory.toString()));
  }

  private static Path writeOriginal(Path file) throws IOException {
    byte[] line =
        "a line of seventy-five octets and no more than that, over and over ......\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(
          ("From: <" + DOCTOR + ">\r\nSubject: s\r\nContent-Type: text/plain\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      for (long written = 0; written < SIZE; written += line.length) {
        out.write(line);
      }
    }
    return file;
  }

  /** The bodies, without reading both into memory. */
  private static void assertSame(Path read, Path original) throws IOException {
    try (InputStream one = body(read);
        InputStream other = body(original)) {
      byte[] left = new byte[1 << 20];
      byte[] right = new byte[1 << 20];
      int count;
      do {
        count = one.readNBytes(left, 0, left.length);
        assertThat(other.readNBytes(right, 0, right.length)).isEqualTo(count);
        assertThat(Arrays.equals(left, 0, count, right, 0, count)).isTrue();
      } while (count > 0);
    }
  }

  private static InputStream body(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    HeaderBlock.read(in, 1 << 20);
    return in;
  }
}
