package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern keys pin}. */
@Command(
    name = "pin",
    mixinStandardHelpOptions = true,
    description = {
      "Vouch that a key is the one of an address.",
      "It is used without a path, and no key without a pin is used for that address. Exit code 1 where no such key is filed under the address."
    },
    footer = {
      "",
      "Example:",
      "  postern keys pin --home /etc/postern bob@example.org 3aa5c34371567bd2"
    })
final class KeysPinCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "ADDRESS", description = "A recipient.")
  private String address = "";

  @Parameters(index = "1", paramLabel = "FINGERPRINT", description = "As in postern keys list.")
  private String fingerprint = "";

  @Override
  public Integer call() {
    List<KeyEntry> keys =
        OpenStore.with(
            home, store -> store.keys().pin(address, fingerprint, true, Operator.name()));
    return KeysText.print(output, keys);
  }
}
