package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern dkim}. */
@Command(
    name = "dkim",
    mixinStandardHelpOptions = true,
    description = "The keys that sign mail of our domains (DKIM).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DkimCreateCommand.class,
      DkimListCommand.class,
      DkimPublishRecordCommand.class,
      DkimRotateCommand.class,
      DkimRetireCommand.class
    },
    footer = {
      "",
      "Example:",
      "  postern dkim create --home /etc/postern example.org",
      "  postern dkim rotate --home /etc/postern example.org"
    })
final class DkimCommand {}
