package io.postern.packaging.cli;

import io.postern.core.store.QueueAdminStore.Row;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern queue list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {"List deliveries, oldest first.", "Exit code 1 where one is held."},
    footer = {"", "Example:", "  postern queue list --home /etc/postern --state held --json"})
final class QueueListCommand implements Callable<Integer> {
  /** Where a delivery stands. */
  enum State {
    QUEUED,
    LEASED,
    HELD
  }

  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only these: queued, leased or held.")
  private @Nullable State state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    Optional<String> wanted =
        Optional.ofNullable(state).map(s -> s.name().toLowerCase(Locale.ROOT));
    List<Row> rows = OpenStore.with(home, store -> store.queue().list(wanted, limit));
    output.print(rows.stream().map(QueueText::object).toList(), () -> QueueText.table(rows));
    boolean held = rows.stream().anyMatch(r -> r.state().equals("held"));
    return held ? Postern.FINDING : Postern.GOOD;
  }
}
