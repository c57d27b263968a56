package io.postern.packaging.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Reads encrypted results as their recipients would, with programs that are not ours: {@code
 * openssl cms} for S/MIME and {@code gpg} for OpenPGP. For one thread.
 */
final class Decryption implements AutoCloseable {
  private static final String ARMOR_BEGIN = "-----BEGIN PGP MESSAGE-----";
  private static final String ARMOR_END = "-----END PGP MESSAGE-----";

  private final Path directory;
  private final DemoKeys keys;
  private final Optional<ExternalTool> openssl = ExternalTool.find("openssl");
  private final Optional<ExternalTool> gpg = ExternalTool.find("gpg");

  /** The directory must be short: the agent's socket lies in it (sun_path holds 108 octets). */
  Decryption(Path directory, DemoKeys keys) {
    this.directory = directory;
    this.keys = keys;
  }

  /** What came of one. */
  sealed interface Result {
    /** The clear text, headers and all. */
    record Read(byte[] clear, String tool) implements Result {}

    /** The program is not installed. */
    record NoTool(String tool) implements Result {}

    /** It could not be read. */
    record Unreadable(String why) implements Result {}
  }

  /** Decrypts an S/MIME message with its recipient's key. */
  Result smime(String recipient, byte[] message) {
    return openssl
        .map(tool -> smime(tool, recipient, message))
        .orElse(new Result.NoTool("openssl"));
  }

  private Result smime(ExternalTool tool, String recipient, byte[] message) {
    try {
      Path work = Files.createTempDirectory(directory, "s");
      DemoIdentity identity = keys.smime().get(recipient);
      if (identity == null) {
        return new Result.Unreadable("nobody has a key for it");
      }
      identity.write(work.resolve("c.pem"), work.resolve("k.pem"));
      Files.write(work.resolve("in.eml"), message);
      tool.run(
          work,
          "cms",
          "-decrypt",
          "-in",
          "in.eml",
          "-recip",
          "c.pem",
          "-inkey",
          "k.pem",
          "-out",
          "out.eml");
      return new Result.Read(Files.readAllBytes(work.resolve("out.eml")), "openssl cms");
    } catch (IOException e) {
      return new Result.Unreadable(String.valueOf(e.getMessage()));
    }
  }

  /** Decrypts a PGP/MIME message with its recipient's key. */
  Result openPgp(String recipient, byte[] message) {
    return gpg.map(tool -> openPgp(tool, recipient, message)).orElse(new Result.NoTool("gpg"));
  }

  private Result openPgp(ExternalTool tool, String recipient, byte[] message) {
    try {
      String text = new String(message, StandardCharsets.ISO_8859_1);
      int from = text.indexOf(ARMOR_BEGIN);
      int to = text.indexOf(ARMOR_END);
      DemoKeys.OpenPgp key = keys.openPgp().get(recipient);
      if (from < 0 || to < from || key == null) {
        return new Result.Unreadable("no armored message or nobody's key");
      }
      Path home = Files.createDirectories(directory.resolve("g"));
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
      Path work = Files.createTempDirectory(directory, "p");
      Files.writeString(work.resolve("key.asc"), key.secret());
      Files.writeString(
          work.resolve("in.asc"), text.substring(from, to + ARMOR_END.length()) + "\n");
      tool.run(work, "--homedir", home.toString(), "--batch", "--quiet", "--import", "key.asc");
      tool.run(
          work,
          "--homedir",
          home.toString(),
          "--batch",
          "--quiet",
          "--output",
          "out",
          "--decrypt",
          "in.asc");
      return new Result.Read(Files.readAllBytes(work.resolve("out")), "gpg");
    } catch (IOException e) {
      return new Result.Unreadable(String.valueOf(e.getMessage()));
    }
  }

  /** Ends the agent that gpg left behind. */
  @Override
  public void close() {
    if (Files.isDirectory(directory.resolve("g"))) {
      ExternalTool.find("gpgconf").ifPresent(this::endAgent);
    }
  }

  private void endAgent(ExternalTool gpgconf) {
    try {
      gpgconf.run(directory, "--homedir", directory.resolve("g").toString(), "--kill", "all");
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(Decryption.class).debug("gpg-agent: {}", e.getMessage());
    }
  }
}
