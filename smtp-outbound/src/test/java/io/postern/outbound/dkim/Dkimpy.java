package io.postern.outbound.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.core.dkim.DkimKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Debian's python3-dkim as a verifier. Without it the tests fail. */
final class Dkimpy {
  /** Debian's own, which sees Debian's modules. */
  private static final String PYTHON = "/usr/bin/python3";

  private final Path directory;
  private final Path script;
  private final Path records;

  Dkimpy(Path directory, List<DkimKey> published) throws IOException {
    this.directory = directory;
    this.script = directory.resolve("verify.py");
    try (InputStream in =
        Objects.requireNonNull(Dkimpy.class.getResourceAsStream("verify.py"), "verify.py")) {
      Files.copy(in, script);
    }
    this.records = directory.resolve("records");
    List<String> lines =
        published.stream().map(k -> k.recordName() + " " + k.recordText()).toList();
    Files.write(records, lines);
  }

  /**
   * A line for each signature, as in {@code dkim rsa-sha256 clinic.example good}, and one for ARC.
   *
   * @param message one char is one octet
   */
  List<String> verify(String message) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("message"), message, ISO_8859_1);
    Process python =
        new ProcessBuilder(PYTHON, script.toString(), records.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), ISO_8859_1);
    if (!python.waitFor(60, TimeUnit.SECONDS) || python.exitValue() != 0) {
      throw new AssertionError("verify.py: " + said);
    }
    return said.lines().toList();
  }
}
