package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.Standing.Verdict;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern keys distrust}. */
@Command(
    name = "distrust",
    mixinStandardHelpOptions = true,
    description = {
      "Have a key not used, nor what hangs on it.",
      "Exit code 1 where there is no such key."
    },
    footer = {"", "Example:", "  postern keys distrust --home /etc/postern 3aa5c34371567bd2"})
final class KeysDistrustCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FINGERPRINT", description = "As in postern keys list.")
  private String fingerprint = "";

  @Override
  public Integer call() {
    List<KeyEntry> keys =
        KeysStanding.said(
            home,
            store -> store.keys().stand(fingerprint, Verdict.DISTRUSTED, "", Operator.name()));
    return KeysText.print(output, keys);
  }
}
