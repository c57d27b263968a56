package io.postern.outbound.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.core.dkim.DkimKey;
import io.postern.core.port.Resolver.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private final List<String> published = new ArrayList<>();

  Dkimpy(Path directory, List<DkimKey> published) throws IOException {
    this.directory = directory;
    this.script = script(directory, "verify.py");
    this.records = directory.resolve("records");
    this.published.addAll(
        published.stream().map(k -> k.recordName() + " " + k.recordText()).toList());
  }

  private static Path script(Path directory, String name) throws IOException {
    Path script = directory.resolve(name);
    try (InputStream in = Objects.requireNonNull(Dkimpy.class.getResourceAsStream(name), name)) {
      Files.copy(in, script);
    }
    return script;
  }

  /** The message as a provider sealed it, whose key is published from then on. */
  String sealed(String message) throws IOException, InterruptedException {
    Path key = directory.resolve("provider.key");
    run("openssl", "genrsa", "-traditional", "-out", key.toString(), "2048");
    String pem = run("openssl", "rsa", "-in", key.toString(), "-pubout");
    String p = pem.replaceAll("(?s).*-----BEGIN PUBLIC KEY-----|-----END.*|\\s", "");
    published.add("s._domainkey.provider.example v=DKIM1; k=rsa; p=" + p);
    Path file = Files.writeString(directory.resolve("unsealed"), message, ISO_8859_1);
    return run(PYTHON, script(directory, "seal.py").toString(), key.toString(), file.toString());
  }

  /** The published records as our side asks for them. */
  Answer<String> txt(String name) {
    return published.stream()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .<Answer<String>>map(line -> new Answer.Found<>(List.of(line.substring(name.length() + 1))))
        .orElseGet(Answer.NxDomain::new);
  }

  /**
   * A line for each signature, as in {@code dkim rsa-sha256 clinic.example good}, and one for ARC.
   *
   * @param message one char is one octet
   */
  List<String> verify(String message) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("message"), message, ISO_8859_1);
    Files.write(records, published);
    return run(PYTHON, script.toString(), records.toString(), file.toString()).lines().toList();
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(command[0] + ": " + said);
    }
    return said;
  }
}
