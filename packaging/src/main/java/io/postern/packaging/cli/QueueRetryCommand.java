package io.postern.packaging.cli;

import io.postern.core.queue.QueueAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern queue retry}. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Try a message again now.",
      "Makes its queued deliveries due; exit code 1 where there are none."
    },
    footer = {
      "",
      "Example:",
      "  postern queue retry --home /etc/postern 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class QueueRetryCommand implements Callable<Integer> {
  @Mixin private QueueMessage message = new QueueMessage();

  @Override
  public Integer call() {
    return message.run(QueueAdmin::retry);
  }
}
