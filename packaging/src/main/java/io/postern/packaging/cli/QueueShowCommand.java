package io.postern.packaging.cli;

import io.postern.core.queue.QueueAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern queue show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Show the deliveries of one message.",
      "Exit code 1 where it is finished or unknown."
    },
    footer = {
      "",
      "Example:",
      "  postern queue show --home /etc/postern 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class QueueShowCommand implements Callable<Integer> {
  @Mixin private QueueMessage message = new QueueMessage();

  @Override
  public Integer call() {
    return message.run(QueueAdmin::show);
  }
}
