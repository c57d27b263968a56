package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern queue}. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description = "Messages that are not delivered yet.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QueueListCommand.class,
      QueueDestinationsCommand.class,
      QueueShowCommand.class,
      QueueRetryCommand.class,
      QueueHoldCommand.class,
      HeldReleaseCommand.class,
      QueueDropCommand.class
    },
    footer = {"", "Example:", "  postern queue list --home /etc/postern --state held"})
final class QueueCommand {}
