package io.postern.packaging.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern held refuse}. */
@Command(
    name = "refuse",
    mixinStandardHelpOptions = true,
    description = {
      "End a held message and tell its sender.",
      "The gateway writes the notification; it names recipients and the decision, never the reason given here. Exit code 1 where nothing was held."
    },
    footer = {
      "",
      "Example:",
      "  postern held refuse --home /etc/postern --why 'not ours to send' 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class HeldRefuseCommand implements Callable<Integer> {
  @Mixin private HeldMessage message = new HeldMessage();

  @Option(
      names = {"--why", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "The reason, for the audit trail; no patient data.")
  private String why = "";

  @Override
  public Integer call() {
    return message.run((held, chosen) -> held.refuse(chosen, Operator.name(), why));
  }
}
