package io.postern.packaging.cli;

import io.postern.core.keys.ImportReport;
import io.postern.core.keys.KeyImport;
import io.postern.core.keys.KeyPurpose;
import io.postern.core.keys.PinConflict;
import io.postern.packaging.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern keys import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "File certificates and keys, of recipients or our own.",
      "PEM, DER, PKCS#7, PKCS#12 and OpenPGP are told apart by content. You vouch for what you import, unless told otherwise. A file with certificates of authorities alone files those; see postern keys trust. Exit code 1 where a file gave nothing or a key would not be used."
    },
    footer = {
      "",
      "Example:",
      "  postern keys import --home /etc/postern partner.pem",
      "  postern keys import --home /etc/postern --sign --password-file pw.txt ours.p12"
    })
final class KeysImportCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "A file, or a directory of files.")
  private @Nullable Path path;

  @Option(names = "--sign", description = "Our own key with its private half, to sign with.")
  private boolean sign;

  @Option(
      names = "--decrypt",
      description =
          "Our own key with its private half, to open mail to us with; --sign does that too.")
  private boolean decrypt;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "File it under this address; for keys of ours also @domain.")
  private @Nullable String address;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The password of what is locked, on the first line.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--untrusted",
      description =
          "File recipients' keys without vouching for them: a certificate then needs a path to a"
              + " trusted authority, an OpenPGP key somebody who trusts or pins it.")
  private boolean untrusted;

  @Override
  public Integer call() throws IOException {
    Path from = Objects.requireNonNull(path);
    KeyImport wish = wish(String.valueOf(from.getFileName()));
    if (!Files.exists(from)) {
      throw new Refused("no such file: " + from);
    }
    ImportReport report = OpenStore.with(home, store -> add(store, from, wish));
    output.print(object(report), () -> text(report));
    return report.failed().isEmpty() && report.conflicts().isEmpty()
        ? KeysText.exitCode(report.imported())
        : Postern.FINDING;
  }

  private KeyImport wish(String source) throws IOException {
    Optional<String> password =
        passwordFile == null
            ? Optional.empty()
            : Files.readString(passwordFile, StandardCharsets.UTF_8).lines().findFirst();
    KeyImport wish =
        new KeyImport(purpose(), Operator.name(), source, password, Optional.ofNullable(address));
    return untrusted ? wish.untrusted() : wish;
  }

  private KeyPurpose purpose() {
    if (sign && decrypt) {
      throw new Refused("a key for signing opens mail as well: leave --decrypt out");
    }
    return sign ? KeyPurpose.SIGN : decrypt ? KeyPurpose.DECRYPT : KeyPurpose.ENCRYPT;
  }

  private static ImportReport add(Stores store, Path from, KeyImport wish) {
    try {
      return store.keys().addAll(from, wish);
    } catch (IOException e) {
      throw new Refused("cannot be read: " + from, e);
    }
  }

  private static Map<String, Object> object(ImportReport report) {
    return Map.of(
        "imported", report.imported().stream().map(KeysText::object).toList(),
        "not_pinned", report.conflicts().stream().map(KeysImportCommand::object).toList(),
        "failed", report.failed());
  }

  private static Map<String, Object> object(PinConflict conflict) {
    return Map.of(
        "fingerprint", conflict.fingerprint(),
        "address", conflict.address(),
        "pinned", conflict.pinned());
  }

  private static String text(ImportReport report) {
    StringBuilder text = new StringBuilder(KeysText.table(report.imported()));
    for (PinConflict c : report.conflicts()) {
      text.append(
          TerminalText.of(
              "not pinned for %s: %s; %s is (postern keys pin, unpin)"
                  .formatted(c.address(), c.fingerprint(), String.join(", ", c.pinned()))));
      text.append('\n');
    }
    report
        .failed()
        .forEach((file, why) ->
            text.append(TerminalText.of("not imported: " + file + ": " + why)).append('\n'));
    return text.toString();
  }
}
