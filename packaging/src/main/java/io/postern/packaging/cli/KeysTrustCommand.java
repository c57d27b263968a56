package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.Standing.Verdict;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern keys trust}. */
@Command(
    name = "trust",
    mixinStandardHelpOptions = true,
    description = {
      "Vouch for a key.",
      "It is used without a path, for every address that it names. An authority's certificate is an anchor from then on. One that was distrusted or revoked has to be restored first. Exit code 1 where there is no such key."
    },
    footer = {"", "Example:", "  postern keys trust --home /etc/postern 3aa5c34371567bd2"})
final class KeysTrustCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FINGERPRINT", description = "As in postern keys list.")
  private String fingerprint = "";

  @Override
  public Integer call() {
    List<KeyEntry> keys =
        KeysStanding.said(
            home, store -> store.keys().stand(fingerprint, Verdict.TRUSTED, "", Operator.name()));
    return KeysText.print(output, keys);
  }
}
