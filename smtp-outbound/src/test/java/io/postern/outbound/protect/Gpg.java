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
public final class Gpg implements AutoCloseable {
  private final Path directory;
  private final Path home;

  public Gpg(Path directory) throws IOException {
    this.directory = directory;
    this.home =
        Files.createTempDirectory(
            "gp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A key for signing with a subkey for encryption; gives its fingerprint. */
  public String person(String address, String primary, String subkey) {
    String fingerprint = primaryOnly(address, primary);
    subkey(fingerprint, subkey, "1y");
    return fingerprint;
  }

  public String primaryOnly(String address, String algorithm) {
    run("--quick-gen-key", "Test <" + address + ">", algorithm, "sign", "2y");
    return fingerprint(address);
  }

  void subkey(String fingerprint, String algorithm, String expiry) {
    run("--quick-add-key", fingerprint, algorithm, "encr", expiry);
  }

  /** Applies the revocation that gpg wrote when the key was made. */
  public void revoke(String fingerprint) throws IOException {
    Path prepared = home.resolve("openpgp-revocs.d").resolve(fingerprint + ".rev");
    Path ready =
        Files.writeString(
            directory.resolve("revoke.asc"),
            Files.readString(prepared).replace(":-----BEGIN", "-----BEGIN"));
    run("--import", ready.toString());
  }

  public byte[] export(String address, boolean armor) {
    return armor ? run("--armor", "--export", address).out() : run("--export", address).out();
  }

  public byte[] exportSecret(String address) {
    return run("--armor", "--export-secret-keys", address).out();
  }

  /** Types commands at gpg's menu for a key. */
  public void edit(String fingerprint, String commands) throws IOException {
    Path typed = Files.writeString(directory.resolve("typed"), commands);
    List<String> command =
        List.of(
            "sh",
            "-c",
            "exec gpg --no-tty --pinentry-mode loopback --passphrase '' --command-fd 0 --edit-key "
                + fingerprint
                + " < "
                + typed);
    Tool.run(directory, Map.of("GNUPGHOME", home.toString()), command);
  }

  /** Whether gpg encrypts to a key, trusted as if its owner stood before us. */
  boolean encrypts(String fingerprint, Path file) {
    List<String> command =
        List.of(
            "gpg",
            "--batch",
            "--yes",
            "--trust-model",
            "always",
            "-r",
            fingerprint,
            "-e",
            file.toString());
    return Tool.attempt(directory, Map.of("GNUPGHOME", home.toString()), command).exit() == 0;
  }

  Tool.Result decrypt(Path message) {
    return run(
        "--yes", "--trust-model", "always", "--status-fd", "2", "--decrypt", message.toString());
  }

  public Tool.Result run(String... arguments) {
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

  /** Of the newest key for an address. */
  String fingerprint(String address) {
    return run("--with-colons", "--list-keys", address)
        .text()
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .findFirst()
        .map(line -> line.split(":")[9])
        .orElseThrow(() -> new UncheckedIOException(new IOException("no key was made")));
  }
}
