package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern keys restore}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Take back what was said of a key, by distrust, trust or revoke.",
      "It stands as when it was filed: its pins and its path decide. Exit code 1 where there is no such key."
    },
    footer = {"", "Example:", "  postern keys restore --home /etc/postern 3aa5c34371567bd2"})
final class KeysRestoreCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--revoked",
      description = "Also where it was revoked, as where that was done by mistake.")
  private boolean revoked;

  @Parameters(paramLabel = "FINGERPRINT", description = "As in postern keys list.")
  private String fingerprint = "";

  @Override
  public Integer call() {
    List<KeyEntry> keys =
        KeysStanding.said(
            home, store -> store.keys().restore(fingerprint, revoked, Operator.name()));
    return KeysText.print(output, keys);
  }
}
