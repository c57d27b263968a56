package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern keys list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "List every key and whether it would be used now.",
      "Exit code 1 where one would not."
    },
    footer = {"", "Example:", "  postern keys list --home /etc/postern --json"})
final class KeysListCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    List<KeyEntry> keys = OpenStore.with(home, store -> store.keys().list());
    output.print(keys.stream().map(KeysText::object).toList(), () -> KeysText.table(keys));
    return KeysText.exitCode(keys);
  }
}
