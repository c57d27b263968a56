package io.postern.outbound.protect;

import io.postern.config.settings.EncryptionSettings;
import io.postern.core.keys.CapabilityBook;
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
import io.postern.core.spool.Vault;
import io.postern.core.store.Database;
import io.postern.core.testing.BytesContent;
import io.postern.core.testing.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** A key directory, both wrappers over it, and a clock that can be moved. */
final class Lab implements AutoCloseable {
  private final Database database;
  private final Path spillDirectory;
  private final KeyDirectory keys;
  private Duration shift = Duration.ZERO;
  private SmimeLadder ladder = new SmimeLadder(List.of(), CapabilityLookup.NOTHING);

  Lab(Path directory) throws IOException {
    spillDirectory = Files.createTempDirectory(directory, "spill");
    database = Stores.open(Stores.sqliteSettings(), Files.createTempDirectory(directory, "store"));
    Vault vault = Vault.open(database, Stores.rootKey(), InstantSource.system());
    keys = new KeyDirectory(database, vault, () -> Instant.now().plus(shift));
  }

  void add(Path file) throws IOException, KeyImportException {
    add(file, KeyImport.ofRecipients("test", String.valueOf(file.getFileName())));
  }

  void add(Path file, KeyImport wish) throws IOException, KeyImportException {
    keys.add(Files.readAllBytes(file), wish);
  }

  void at(Duration distance, Runnable test) {
    shift = distance;
    try {
      test.run();
    } finally {
      shift = Duration.ZERO;
    }
  }

  SmimeWrapper smimeWrapper() {
    return new SmimeWrapper(keys, ladder, spillDirectory);
  }

  /** From now on with these algorithms. */
  void climb(List<EncryptionSettings.SmimePin> pins, CapabilityLookup known) {
    ladder = new SmimeLadder(pins, known);
  }

  CapabilityBook capabilities() {
    return new CapabilityBook(database);
  }

  OpenPgpWrapper openPgpWrapper() {
    return new OpenPgpWrapper(keys, spillDirectory);
  }

  byte[] smime(String to, byte[] message) throws IOException, NotProtectableException {
    return bytes(smimeWrapper(), to, message);
  }

  byte[] openPgp(String to, byte[] message) throws IOException, NotProtectableException {
    return bytes(openPgpWrapper(), to, message);
  }

  Path spillDirectory() {
    return spillDirectory;
  }

  List<Path> spilled() {
    try (Stream<Path> files = Files.list(spillDirectory)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Envelope envelope(String from) {
    return new Envelope(
        MessageId.create(1),
        Upstream.own("gw.clinic.example"),
        ReversePath.of(from),
        List.of(Recipient.of("patient@example.net")),
        Instant.EPOCH,
        EsmtpOptions.NONE);
  }

  @Override
  public void close() {
    database.close();
  }

  private static byte[] bytes(Wrapper wrapper, String to, byte[] message)
      throws IOException, NotProtectableException {
    try (Wrapped wrapped =
            wrapper.wrap(
                envelope("doctor@clinic.example"), Recipient.of(to), new BytesContent(message));
        InputStream in = wrapped.content().open()) {
      return in.readAllBytes();
    }
  }
}
