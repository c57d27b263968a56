package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern tlsrpt}. */
@Command(
    name = "tlsrpt",
    mixinStandardHelpOptions = true,
    description = "What others found of the TLS of our domains (TLS-RPT).",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TlsrptImportCommand.class, TlsrptListCommand.class},
    footer = {"", "Example:", "  postern tlsrpt list --home /etc/postern --days 30"})
final class TlsrptCommand {}
