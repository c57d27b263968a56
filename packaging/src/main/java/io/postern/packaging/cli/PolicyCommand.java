package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern policy}. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Explain, test and try the policy files; switch how far they count.",
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
