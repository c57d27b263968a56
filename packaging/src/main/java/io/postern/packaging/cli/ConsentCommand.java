package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern consent}. */
@Command(
    name = "consent",
    mixinStandardHelpOptions = true,
    description = "The register of who agreed to what, which rules can ask.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ConsentAddCommand.class,
      ConsentWithdrawCommand.class,
      ConsentListCommand.class,
      ConsentShowCommand.class,
      ConsentImportCommand.class
    },
    footer = {
      "",
      "Example:",
      "  postern consent add --home /etc/postern --scope plain_email --warning v3 bob@example.org"
    })
final class ConsentCommand {}
