package io.postern.packaging.cli;

import io.postern.core.store.QueueAdminStore.Row;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern held list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "List what is held: where, until when, what then, who may release.",
      "Exit code 1 where something is held."
    },
    footer = {"", "Example:", "  postern held list --home /etc/postern --json"})
final class HeldListCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    List<Row> rows = OpenStore.with(home, store -> store.held().list(limit));
    output.print(rows.stream().map(HeldText::object).toList(), () -> HeldText.table(rows));
    return rows.isEmpty() ? Postern.GOOD : Postern.FINDING;
  }
}
