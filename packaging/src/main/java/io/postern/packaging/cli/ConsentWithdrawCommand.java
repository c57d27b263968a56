package io.postern.packaging.cli;

import io.postern.core.consent.Consent;
import io.postern.core.consent.Recorded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern consent withdraw}. */
@Command(
    name = "withdraw",
    mixinStandardHelpOptions = true,
    description = {
      "Withdraw what a recipient agreed to, from now on.",
      "The record stays, with the withdrawal added; the next message is decided without it. Prints what was withdrawn; exit code 1 where there was nothing."
    },
    footer = {"", "Example:", "  postern consent withdraw --home /etc/postern bob@example.org"})
final class ConsentWithdrawCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ADDRESS", description = "Whose consent.")
  private String address = "";

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "Only what was agreed to for this (default: everything).")
  private @Nullable String scope;

  @Override
  public Integer call() {
    List<Recorded> withdrawn =
        OpenStore.with(
            home,
            store ->
                store
                    .consents()
                    .withdraw(
                        address,
                        Optional.ofNullable(scope).map(Consent::scopeOf),
                        Operator.name()));
    Instant now = InstantSource.system().instant();
    output.print(
        ConsentText.objects(withdrawn, now),
        () -> withdrawn.isEmpty() ? "nothing to withdraw" : ConsentText.table(withdrawn, now));
    return withdrawn.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
