package io.postern.packaging.cli;

import io.postern.core.consent.Recorded;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern consent list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List consents by address, withdrawn and expired ones too.",
    footer = {"", "Example:", "  postern consent list --home /etc/postern --json"})
final class ConsentListCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--after",
      paramLabel = "ADDRESS",
      defaultValue = "",
      description = "Only addresses that come after this one, to go on with a long list.")
  private String after = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    List<Recorded> found = OpenStore.with(home, store -> store.consents().list(after, limit));
    Instant now = InstantSource.system().instant();
    output.print(ConsentText.objects(found, now), () -> ConsentText.table(found, now));
    return Postern.GOOD;
  }
}
