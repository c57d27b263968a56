package io.postern.outbound.protect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * gpg with a home of its own, below /tmp because of the length limit of socket names. Makes keys
 * and reads messages.
 */
final class Gpg implements AutoCloseable {
  private final Path directory;
  private final Path home;

  Gpg(Path directory) throws IOException {
    this.directory = directory;
    this.home =
        Files.createTempDirectory(
            "gp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A key for signing with a subkey for encryption; gives its fingerprint. */
  String person(String address, String primary, String subkey) {
    String fingerprint = primaryOnly(address, primary);
    subkey(fingerprint, subkey, "1y");
    return fingerprint;
  }

  String primaryOnly(String address, String algorithm) {
    run("--quick-gen-key", "Test <" + address + ">", algorithm, "sign", "2y");
    return fingerprint(address);
  }

  void subkey(String fingerprint, String algorithm, String expiry) {
    run("--quick-add-key", fingerprint, algorithm, "encr", expiry);
  }

  /** Applies the revocation that gpg wrote when the key was made. */
  void revoke(String fingerprint) throws IOException {
    Path prepared = home.resolve("openpgp-revocs.d").resolve(fingerprint + ".rev");
    Path ready =
        Files.writeString(
            directory.resolve("revoke.asc"),
            Files.readString(prepared).replace(":-----BEGIN", "-----BEGIN"));
    run("--import", ready.toString());
  }

  byte[] export(String address, boolean armor) {
    return armor ? run("--armor", "--export", address).out() : run("--export", address).out();
  }

  byte[] exportSecret(String address) {
    return run("--armor", "--export-secret-keys", address).out();
  }

  Tool.Result decrypt(Path message) {
    return run(
        "--yes", "--trust-model", "always", "--status-fd", "2", "--decrypt", message.toString());
  }

  Tool.Result run(String... arguments) {
    return Tool.run(directory, Map.of("GNUPGHOME", home.toString()), command(arguments));
  }

  Tool.Result attempt(String... arguments) {
    return Tool.attempt(directory, Map.of("GNUPGHOME", home.toString()), command(arguments));
  }

  private static List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", ""));
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public void close() {
    Tool.attempt(
        directory, Map.of("GNUPGHOME", home.toString()), List.of("gpgconf", "--kill", "all"));
  }

  private String fingerprint(String address) {
    return run("--with-colons", "--list-keys", address)
        .text()
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .findFirst()
        .map(line -> line.split(":")[9])
        .orElseThrow(() -> new UncheckedIOException(new IOException("no key was made")));
  }
}
