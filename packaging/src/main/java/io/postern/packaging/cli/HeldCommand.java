package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern held}. */
@Command(
    name = "held",
    mixinStandardHelpOptions = true,
    description = "Messages that wait for a person's decision.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HeldListCommand.class,
      HeldShowCommand.class,
      HeldReleaseCommand.class,
      HeldRefuseCommand.class
    },
    footer = {"", "Example:", "  postern held list --home /etc/postern"})
final class HeldCommand {}
