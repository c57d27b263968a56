package io.postern.packaging.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern queue hold}. */
@Command(
    name = "hold",
    mixinStandardHelpOptions = true,
    description = {
      "Take a message out of delivery.",
      "Until postern held release; exit code 1 where nothing was queued."
    },
    footer = {
      "",
      "Example:",
      "  postern queue hold --home /etc/postern 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class QueueHoldCommand implements Callable<Integer> {
  @Mixin private QueueMessage message = new QueueMessage();

  @Override
  public Integer call() {
    return message.run((queue, id) -> queue.hold(id, Operator.name()));
  }
}
