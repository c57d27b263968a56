package io.postern.packaging.cli;

import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.TwoPassphrases;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern keys export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Write a key's public part, or lock a private one for export.",
      "Certificates in PEM, or an armored OpenPGP certificate. With --private one of our own with its private half, which two persons lock: each types or brings a passphrase, and it opens with the first followed by the second. Exit code 1 where there is no such key."
    },
    footer = {
      "",
      "Example:",
      "  postern keys export --home /etc/postern 3aa5c34371567bd2",
      "  postern keys export --home /etc/postern --private --out ours.p12 --second-person bob 3aa5c34371567bd2"
    })
final class KeysExportCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--private",
      description = "With the private half, as PKCS#12 or an armored OpenPGP secret key.")
  private boolean withPrivate;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A new file; without it a public part goes to standard output.")
  private @Nullable Path file;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "What the first person brings, instead of typing it.")
  private @Nullable Path first;

  @Option(
      names = "--second-passphrase-file",
      paramLabel = "FILE",
      description = "What the second person brings, instead of typing it.")
  private @Nullable Path second;

  @Option(
      names = "--second-person",
      paramLabel = "NAME",
      description = "Who the second person is, for the audit trail; not who runs this.")
  private @Nullable String secondPerson;

  @Parameters(paramLabel = "FINGERPRINT", description = "As in postern keys list.")
  private String fingerprint = "";

  @Override
  public Integer call() throws IOException {
    if (withPrivate && file == null) {
      throw new Refused("--private needs --out");
    }
    if (withPrivate && !isAnother(secondPerson)) {
      throw new Refused("--private needs --second-person, who is not " + Operator.name());
    }
    Optional<TwoPassphrases> locks =
        withPrivate ? Optional.of(locks()) : Optional.<TwoPassphrases>empty();
    Optional<byte[]> exported = OpenStore.with(home, store -> exported(store.keys(), locks));
    if (exported.isEmpty()) {
      output.note("no such key");
      return Postern.FINDING;
    }
    write(exported.get());
    return Postern.GOOD;
  }

  private Optional<byte[]> exported(KeyDirectory keys, Optional<TwoPassphrases> locks) {
    List<KeyEntry> found = keys.find(fingerprint);
    Stream<byte[]> parts =
        locks.isPresent()
            ? found.stream().flatMap(key -> keys.exportPrivate(key, locks.get(), both()).stream())
            : found.stream().flatMap(key -> keys.export(key).stream());
    return parts.findFirst();
  }

  private static boolean isAnother(@Nullable String name) {
    return name != null && !name.isBlank() && !name.strip().equalsIgnoreCase(Operator.name());
  }

  private String both() {
    return Operator.name() + " with " + TerminalText.of(String.valueOf(secondPerson).strip());
  }

  private TwoPassphrases locks() throws IOException {
    try {
      return new TwoPassphrases(passphrase("First", first), passphrase("Second", second));
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }

  private static String passphrase(String who, @Nullable Path brought) throws IOException {
    if (brought != null) {
      return Files.readString(brought, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() -> new Refused("no terminal to type passphrases at"));
    char[] once = console.readPassword("%s person's passphrase: ", who);
    char[] again = console.readPassword("Again: ");
    if (once == null || !Arrays.equals(once, again)) {
      throw new Refused("the two are not the same");
    }
    return new String(once);
  }

  private void write(byte[] exported) throws IOException {
    if (file == null) {
      output.out().print(new String(exported, StandardCharsets.US_ASCII));
      output.out().flush();
      return;
    }
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(file, exported);
    } catch (FileAlreadyExistsException e) {
      throw new Refused("there is such a file already: " + file, e);
    }
  }
}
