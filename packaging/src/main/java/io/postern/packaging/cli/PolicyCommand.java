package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern policy}. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "The policy files: explain, test and try them, and how far they are carried out.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PolicyExplainCommand.class,
      PolicyTestCommand.class,
      PolicyShadowCommand.class,
      PolicyReplayCommand.class,
      PolicyModeCommand.class,
      PolicyBreakerCommand.class,
      PolicyVersionsCommand.class,
      PolicyShowCommand.class
    },
    footer = {"", "Example:", "  postern policy test --home /etc/postern"})
final class PolicyCommand {}
