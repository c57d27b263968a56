package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern keys remove}. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = {
      "Remove a key, for every address and purpose.",
      "Exit code 1 where the directory has no such key."
    },
    footer = {"", "Example:", "  postern keys remove --home /etc/postern 3aa5c34371567bd2"})
final class KeysRemoveCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "FINGERPRINT",
      description = "As in postern keys list; blanks and colons do not matter.")
  private String fingerprint = "";

  @Override
  public Integer call() {
    List<KeyEntry> removed =
        OpenStore.with(home, store -> store.keys().remove(fingerprint, Operator.name()));
    output.print(removed.stream().map(KeysText::object).toList(), () -> KeysText.table(removed));
    return removed.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
