package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern policy}. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Explain, test and try policies.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PolicyExplainCommand.class,
      PolicyTestCommand.class,
      PolicyShadowCommand.class,
      PolicyReplayCommand.class
    },
    footer = {"", "Example:", "  postern policy test --home /etc/postern"})
final class PolicyCommand {}
