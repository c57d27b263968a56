package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern upstream}. */
@Command(
    name = "upstream",
    mixinStandardHelpOptions = true,
    description = "Connect providers, watch and rotate what proves them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {UpstreamAccountCommand.class},
    footer = {
      "",
      "Example:",
      "  postern upstream account laboratory --home /etc/postern --generate"
    })
final class UpstreamCommand {}
