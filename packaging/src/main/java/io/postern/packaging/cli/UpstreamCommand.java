package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern upstream}. */
@Command(
    name = "upstream",
    mixinStandardHelpOptions = true,
    description = "Connect providers, watch and rotate what proves them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpstreamMicrosoft365Command.class,
      UpstreamGoogleCommand.class,
      UpstreamAccountCommand.class,
      UpstreamListCommand.class,
      UpstreamVerifyCommand.class,
      UpstreamRotateCommand.class,
      UpstreamRefreshCommand.class,
      UpstreamExplainCommand.class
    },
    footer = {"", "Example:", "  postern upstream list --home /etc/postern"})
final class UpstreamCommand {}
