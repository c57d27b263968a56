package io.postern.packaging.cli;

import io.postern.core.model.MessageId;
import io.postern.core.queue.QueueAdmin;
import io.postern.core.store.QueueAdminStore.Row;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands about one queued message share: its id, and what they print. */
final class QueueMessage {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "ID",
      converter = MessageIdConverter.class,
      description = "The message's id, as in postern queue list.")
  private @Nullable MessageId id;

  /** Prints the deliveries that the task gives; none is a finding. */
  int run(BiFunction<QueueAdmin, MessageId, List<Row>> task) {
    MessageId wanted = Objects.requireNonNull(id);
    return print(OpenStore.with(home, store -> task.apply(store.admin(), wanted)), output);
  }

  static int print(List<Row> rows, Output output) {
    output.print(
        rows.stream().map(QueueText::object).toList(),
        () -> rows.isEmpty() ? "no such delivery" : QueueText.table(rows));
    return rows.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
