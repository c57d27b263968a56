package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** gpgsm with a home of its own, below /tmp because of the length limit of socket names. */
final class Gpgsm implements AutoCloseable {
  private final Path directory;
  private final Path home;

  Gpgsm(Path directory) throws IOException {
    this.directory = directory;
    this.home =
        Files.createTempDirectory(
            "gs",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(home.resolve("gpgsm.conf"), "disable-crl-checks\n");
    Files.writeString(home.resolve("gpg-agent.conf"), "allow-loopback-pinentry\ns2k-count 65536\n");
  }

  void trust(Path authority) throws IOException {
    String fingerprint =
        Tool.run(
                directory,
                "openssl",
                "x509",
                "-in",
                authority.toString(),
                "-noout",
                "-fingerprint",
                "-sha1")
            .text()
            .strip()
            .replaceAll(".*=", "");
    Files.writeString(home.resolve("trustlist.txt"), fingerprint + " S relax\n");
    run("--import", authority.toString());
  }

  /**
   * gpgsm 2.2 cannot read one PKCS#12 file in twenty that openssl writes, whatever is in it:
   * another salt makes it another file.
   */
  boolean tryImport(Supplier<Path> pkcs12) {
    for (int i = 0; i < 3; i++) {
      if (attempt("--import", pkcs12.get().toString())) {
        return true;
      }
    }
    return false;
  }

  boolean attempt(String... arguments) {
    return Tool.attempt(directory, Map.of("GNUPGHOME", home.toString()), command(arguments)).exit()
        == 0;
  }

  private void run(String... arguments) {
    Tool.run(directory, Map.of("GNUPGHOME", home.toString()), command(arguments));
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "printf x | gpgsm \"$@\"", "sh"));
    command.addAll(List.of("--batch", "--pinentry-mode", "loopback", "--passphrase-fd", "0"));
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public void close() {
    Tool.attempt(
        directory, Map.of("GNUPGHOME", home.toString()), List.of("gpgconf", "--kill", "all"));
  }
}
