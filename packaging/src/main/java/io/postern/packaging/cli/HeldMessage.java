package io.postern.packaging.cli;

import io.postern.core.model.MessageId;
import io.postern.core.queue.HeldMail;
import io.postern.core.queue.HeldMail.Choice;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.packaging.Stores;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands about one held message share: which it is, and what they print. */
final class HeldMessage {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--number",
      paramLabel = "N",
      description = "Only this delivery of the message, as in postern held list.")
  private @Nullable Integer number;

  @Parameters(
      paramLabel = "ID",
      converter = MessageIdConverter.class,
      description = "The message's id, as in postern held list.")
  private @Nullable MessageId id;

  Choice choice() {
    return new Choice(Objects.requireNonNull(id), Optional.ofNullable(number));
  }

  Output output() {
    return output;
  }

  <T> T store(Function<Stores, T> task) {
    return OpenStore.with(home, task);
  }

  /** Prints the deliveries that the task gives; none is a finding. */
  int run(BiFunction<HeldMail, Choice, List<Row>> task) {
    List<Row> rows = store(s -> task.apply(s.held(), choice()));
    output.print(
        rows.stream().map(HeldText::object).toList(),
        () -> rows.isEmpty() ? "nothing of it is held" : HeldText.table(rows));
    return rows.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
