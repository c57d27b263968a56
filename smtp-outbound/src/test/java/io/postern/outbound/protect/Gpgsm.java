package io.postern.outbound.protect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
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
    Files.writeString(home.resolve("gpg-agent.conf"), "allow-loopback-pinentry\n");
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
  void importKey(Supplier<Path> pkcs12) {
    for (int i = 0; i < 5; i++) {
      List<String> command = command("--import", pkcs12.get().toString());
      if (Tool.attempt(directory, Map.of("GNUPGHOME", home.toString()), command).exit() == 0) {
        return;
      }
    }
    run("--import", pkcs12.get().toString());
  }

  byte[] decrypt(byte[] wrapped) throws IOException {
    Path in =
        Files.write(
            directory.resolve("gpgsm.p7m"), Base64.getMimeDecoder().decode(Messages.body(wrapped)));
    Path out = directory.resolve("gpgsm.out");
    run("--yes", "-o", out.toString(), "--decrypt", in.toString());
    return Files.readAllBytes(out);
  }

  /** Verifies a multipart/signed entity: its first part against the second. */
  void verify(byte[] signed) throws IOException {
    String text = Messages.text(signed);
    int quote = text.indexOf("boundary=\"") + "boundary=\"".length();
    String line = "\r\n--" + text.substring(quote, text.indexOf('"', quote));
    int first = text.indexOf(line) + line.length() + 2;
    int second = text.indexOf(line, first);
    String signature = text.substring(text.indexOf("\r\n\r\n", second), text.lastIndexOf(line));
    Path content = directory.resolve("content");
    Files.write(content, text.substring(first, second).getBytes(StandardCharsets.ISO_8859_1));
    Path detached =
        Files.write(
            directory.resolve("content.p7s"), Base64.getMimeDecoder().decode(signature.strip()));
    run("--verify", detached.toString(), content.toString());
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
