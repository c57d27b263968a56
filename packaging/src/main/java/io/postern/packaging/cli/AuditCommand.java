package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "What happened to messages, provable for years.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuditShowCommand.class,
      AuditProofCommand.class,
      AuditSearchCommand.class,
      AuditVerifyCommand.class,
      AuditExportCommand.class
    },
    footer = {"", "Example:", "  postern audit verify --home /etc/postern"})
final class AuditCommand {}
