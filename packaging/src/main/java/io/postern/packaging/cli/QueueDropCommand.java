package io.postern.packaging.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern queue drop}. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Discard a message without telling anybody.",
      "The sender gets no notification; the audit trail records who dropped it and why. Exit code 1 where nothing was dropped."
    },
    footer = {
      "",
      "Example:",
      "  postern queue drop --home /etc/postern --why 'sent by mistake' 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class QueueDropCommand implements Callable<Integer> {
  @Mixin private QueueMessage message = new QueueMessage();

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "The reason, for the audit trail; no patient data.")
  private String why = "";

  @Override
  public Integer call() {
    return message.run((queue, id) -> queue.drop(id, Operator.name(), why));
  }
}
