package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import io.postern.core.keys.Standing.Verdict;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern keys revoke}. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = {
      "Note that a key was revoked; it is not used again.",
      "As when its owner reports it lost. Exit code 1 where there is no such key."
    },
    footer = {
      "",
      "Example:",
      "  postern keys revoke --home /etc/postern --reason keyCompromise 3aa5c34371567bd2"
    })
final class KeysRevokeCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "REASON",
      description = "One of ${COMPLETION-CANDIDATES} (RFC 5280 5.3.1).")
  private RevocationReason reason = RevocationReason.unspecified;

  @Parameters(paramLabel = "FINGERPRINT", description = "As in postern keys list.")
  private String fingerprint = "";

  @Override
  public Integer call() {
    List<KeyEntry> keys =
        KeysStanding.said(
            home,
            store ->
                store.keys().stand(fingerprint, Verdict.REVOKED, reason.name(), Operator.name()));
    return KeysText.print(output, keys);
  }
}
