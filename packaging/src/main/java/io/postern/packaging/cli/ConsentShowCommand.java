package io.postern.packaging.cli;

import io.postern.core.consent.Recorded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern consent show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Show everything that is recorded of one address.",
      "Exit code 1 where no consent is in force."
    },
    footer = {"", "Example:", "  postern consent show --home /etc/postern bob@example.org"})
final class ConsentShowCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ADDRESS", description = "Whose consents.")
  private String address = "";

  @Override
  public Integer call() {
    List<Recorded> found = OpenStore.with(home, store -> store.consents().of(address));
    Instant now = InstantSource.system().instant();
    output.print(
        ConsentText.objects(found, now),
        () -> found.isEmpty() ? "nothing is recorded" : ConsentText.table(found, now));
    boolean inForce = found.stream().anyMatch(r -> r.state(now) == Recorded.State.IN_FORCE);
    return inForce ? Postern.GOOD : Postern.FINDING;
  }
}
