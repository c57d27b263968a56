package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern policy}. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Explain and test the policy files.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PolicyExplainCommand.class, PolicyTestCommand.class},
    footer = {"", "Example:", "  postern policy test --home /etc/postern"})
final class PolicyCommand {}
