package io.postern.bench.micro;

import io.postern.config.DataSize;
import io.postern.config.settings.Settings;
import io.postern.core.keys.CapabilityLookup;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyImportException;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.core.port.Content;
import io.postern.core.seal.RootKey;
import io.postern.core.spool.Vault;
import io.postern.core.store.SqlDatabase;
import io.postern.outbound.protect.NotProtectableException;
import io.postern.outbound.protect.OpenPgpWrapper;
import io.postern.outbound.protect.SmimeLadder;
import io.postern.outbound.protect.SmimeWrapper;
import io.postern.outbound.protect.Wrapped;
import io.postern.outbound.protect.Wrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A key directory with a recipient and a signer, made by openssl and gpg, and the wrappers. */
final class EncryptionLab implements AutoCloseable {
  static final String RECIPIENT = "patient@example.net";
  static final String SIGNER = "doctor@clinic.example";

  private static final String STRANGER = "doctor@elsewhere.example";

  private final Path directory = Files.createTempDirectory("bench");
  private final SqlDatabase database;
  private final KeyDirectory keys;

  EncryptionLab() throws IOException {
    RootKey root = RootKey.random();
    InstantSource clock = InstantSource.system();
    database = SqlDatabase.open(storage(), directory.resolve("store"), "bench", root, clock);
    keys = new KeyDirectory(database, Vault.open(database, root, clock), clock);
  }

  private static Settings.Storage storage() {
    return new Settings.Storage(
        Settings.Engine.SQLITE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        4,
        256,
        10_000,
        DataSize.parse("1MiB"));
  }

  Path directory() {
    return directory;
  }

  Wrapper smime() {
    return new SmimeWrapper(
        keys, new SmimeLadder(List.of(), CapabilityLookup.NOTHING), directory.resolve("wrapped"));
  }

  Wrapper openPgp() {
    return new OpenPgpWrapper(keys, directory.resolve("wrapped"));
  }

  /** RSA-2048 for the recipient, P-256 for the signer. */
  void makeCertificates() throws IOException, KeyImportException {
    certificate("recipient", "rsa:2048", RECIPIENT);
    certificate("signer", "ec -pkeyopt ec_paramgen_curve:P-256", SIGNER);
    run("openssl pkcs12 -export -in signer.pem -inkey signer.key -passout pass:x -out signer.p12");
    add("recipient.pem", KeyImport.ofRecipients("bench", "bench"));
    add(
        "signer.p12",
        KeyImport.ofRecipients("bench", "bench").withPassword("x").forSigning().under(SIGNER));
  }

  private void certificate(String name, String key, String address) throws IOException {
    run(
        "openssl req -x509 -nodes -days 30 -subj /CN=bench -newkey "
            + key
            + " -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=email:"
            + address
            + " -keyout "
            + name
            + ".key -out "
            + name
            + ".pem");
  }

  /** Ed25519 with Cv25519 for both. */
  void makeOpenPgpKeys() throws IOException, KeyImportException {
    for (String address : List.of(RECIPIENT, SIGNER)) {
      run(gpg() + "--quick-gen-key " + address + " ed25519 sign 1y");
      String fingerprint =
          run(gpg() + "--with-colons --list-keys " + address)
              .lines()
              .filter(line -> line.startsWith("fpr:"))
              .findFirst()
              .orElseThrow()
              .split(":")[9];
      run(gpg() + "--quick-add-key " + fingerprint + " cv25519 encr 1y");
    }
    run(gpg() + "--armor --output recipient.asc --export " + RECIPIENT);
    run(gpg() + "--armor --output signer.asc --export-secret-keys " + SIGNER);
    add("recipient.asc", KeyImport.ofRecipients("bench", "bench"));
    add("signer.asc", KeyImport.ofRecipients("bench", "bench").forSigning());
  }

  String gpg() {
    return "gpg --homedir " + directory + " --batch --yes --pinentry-mode loopback --passphrase= ";
  }

  private void add(String file, KeyImport wish) throws IOException, KeyImportException {
    keys.add(Files.readAllBytes(directory.resolve(file)), wish);
  }

  /**
   * Wraps once.
   *
   * @return octets of the result
   */
  static long wrap(Wrapper wrapper, Content message, boolean signed)
      throws IOException, NotProtectableException {
    try (Wrapped wrapped =
        wrapper.wrap(envelope(signed ? SIGNER : STRANGER), Recipient.of(RECIPIENT), message)) {
      return wrapped.content().size();
    }
  }

  private static Envelope envelope(String from) {
    return new Envelope(
        MessageId.create(1),
        Upstream.own("bench.example"),
        ReversePath.of(from),
        List.of(Recipient.of(RECIPIENT)),
        Instant.EPOCH,
        EsmtpOptions.NONE);
  }

  /** A message of about this many octets, in memory and in the file {@code message}. */
  Content message(int octets) throws IOException {
    String head = "From: <" + SIGNER + ">\r\nSubject: s\r\nContent-Type: text/plain\r\n\r\n";
    String line = "a line of text, as there are many in a letter, seventy octets of it ..\r\n";
    byte[] all = (head + line.repeat(octets / line.length())).getBytes(StandardCharsets.US_ASCII);
    Files.write(directory.resolve("message"), all);
    return new InMemory(all);
  }

  private record InMemory(byte[] octets) implements Content {
    @Override
    public long size() {
      return octets.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(octets);
    }
  }

  /** Runs a program of somebody else in the directory; gives what it printed. */
  String run(String command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    Process process =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream out = process.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(words.getFirst() + " failed");
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    database.close();
    new ProcessBuilder("gpgconf", "--homedir", directory.toString(), "--kill", "all").start();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
