package io.postern.packaging.cli;

import picocli.CommandLine.Command;

/** {@code postern keys}. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "The directory of S/MIME certificates and OpenPGP keys.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KeysListCommand.class,
      KeysImportCommand.class,
      KeysShowCommand.class,
      KeysLookupCommand.class,
      KeysTrustCommand.class,
      KeysDistrustCommand.class,
      KeysPinCommand.class,
      KeysUnpinCommand.class,
      KeysRevokeCommand.class,
      KeysRestoreCommand.class,
      KeysExportCommand.class,
      KeysExpiringCommand.class,
      KeysPublishCommand.class,
      KeysRemoveCommand.class
    },
    footer = {"", "Example:", "  postern keys import --home /etc/postern partner.pem"})
final class KeysCommand {}
