package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern keys publish}. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Make our own public keys ready for others to find.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeysPublishWkdCommand.class, KeysPublishDnsCommand.class},
    footer = {"", "Example:", "  postern keys publish dns --home /etc/postern"})
final class KeysPublishCommand {}
