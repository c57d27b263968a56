package io.postern.outbound.unwrap;

import io.postern.config.DataSize;
import io.postern.config.settings.DecryptionSettings;
import io.postern.config.settings.DecryptionSettings.Unauthenticated;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyImportException;
import io.postern.core.model.Decryption;
import io.postern.core.model.Recipient;
import io.postern.core.port.Content;
import io.postern.core.port.Meters;
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Stores;
import io.postern.outbound.protect.Gpg;
import io.postern.outbound.protect.SmimeAuthority;
import io.postern.outbound.protect.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A clinic with keys of its own, a patient who writes to it with openssl and gpg, and what comes of
 * that at the clinic.
 */
final class Clinic implements AutoCloseable {
  static final String ANN = "ann@clinic.example";
  static final String BOB = "bob@home.example";
  static final String TEXT = "Quokkaphosphate-result-8842";

  private final Path directory;
  private final Path spilled;
  private final Database database;
  private final KeyDirectory keys;
  private final SmimeAuthority authority;
  private final Gpg gpg;

  /** What is delivered. */
  record Delivered(String text, Decryption decryption) {
    boolean opened() {
      return decryption instanceof Decryption.Opened;
    }

    Decryption.Opened how() {
      return (Decryption.Opened) decryption;
    }
  }

  Clinic(Path directory) throws IOException {
    this.directory = directory;
    this.spilled = Files.createTempDirectory(directory, "spill");
    this.database =
        Stores.open(Stores.sqliteSettings(), Files.createTempDirectory(directory, "store"));
    this.keys =
        new KeyDirectory(
            database,
            Vault.open(database, Stores.rootKey(), InstantSource.system()),
            InstantSource.system());
    this.authority = new SmimeAuthority(directory);
    this.gpg = new Gpg(directory);
  }

  SmimeAuthority authority() {
    return authority;
  }

  Gpg gpg() {
    return gpg;
  }

  /** The clinic's own certificate and key; gives its certificate's file. */
  Path ours(String name, String algorithm, String address) throws Exception {
    Path certificate = authority.person(name, algorithm, address);
    add(authority.pkcs12(name), wish(name).forDecryption().withPassword("x"));
    return certificate;
  }

  void add(Path file, KeyImport wish) throws IOException, KeyImportException {
    keys.add(Files.readAllBytes(file), wish);
  }

  static KeyImport wish(String name) {
    return KeyImport.ofRecipients("test", name);
  }

  Path directory() {
    return directory;
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(
        directory.resolve(name), text.replace("\n", "\r\n"), StandardCharsets.UTF_8);
  }

  /** A message as openssl writes it, from Bob to Ann. */
  byte[] openssl(String... arguments) throws IOException {
    Path out = directory.resolve("openssl.eml");
    List<String> command = new ArrayList<>(List.of("openssl", "cms"));
    command.addAll(
        List.of("-from", BOB, "-to", ANN, "-subject", "outside", "-out", out.toString()));
    command.addAll(Arrays.asList(arguments));
    Tool.run(directory, command.toArray(String[]::new));
    return crlf(Files.readString(out, StandardCharsets.ISO_8859_1));
  }

  /** Any file that openssl makes of another. */
  Path made(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl", "cms", "-out", name));
    command.addAll(Arrays.asList(arguments));
    Tool.run(directory, command.toArray(String[]::new));
    return directory.resolve(name);
  }

  /** PGP/MIME around an armored message. */
  static byte[] pgpMime(String armor) {
    return crlf(
        """
        From: %s
        To: %s
        Subject: outside
        MIME-Version: 1.0
        Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="=-b"

        This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)
        --=-b
        Content-Type: application/pgp-encrypted

        Version: 1

        --=-b
        Content-Type: application/octet-stream; name="encrypted.asc"

        %s
        --=-b--
        """
            .formatted(BOB, ANN, armor));
  }

  Delivered deliver(byte[] message) throws IOException {
    return deliver(message, ANN, Unauthenticated.DELIVER);
  }

  Delivered deliver(byte[] message, String to, Unauthenticated unauthenticated) throws IOException {
    Content content = new BytesContent(message);
    Unwrapper unwrapper = unwrapper(unauthenticated, 50 << 20);
    try (Unwrapped unwrapped = unwrapper.unwrap(Recipient.of(to).mailbox(), content);
        InputStream in = unwrapped.content().open()) {
      return new Delivered(
          new String(in.readAllBytes(), StandardCharsets.ISO_8859_1), unwrapped.decryption());
    }
  }

  boolean concerns(byte[] message, String to) throws IOException {
    return unwrapper(Unauthenticated.DELIVER, 1)
        .concerns(Recipient.of(to).mailbox(), new BytesContent(message));
  }

  Unwrapper unwrapper(Unauthenticated unauthenticated, long largest) {
    return new ReplyUnwrapper(
        new DecryptionSettings(List.of("clinic.example"), unauthenticated, new DataSize(largest)),
        keys.replies(),
        spilled,
        Meters.NONE);
  }

  List<Path> spilled() throws IOException {
    try (Stream<Path> files = Files.list(spilled)) {
      return files.toList();
    }
  }

  static byte[] crlf(String text) {
    return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    gpg.close();
    database.close();
  }
}
