package io.postern.packaging.cli;

import io.postern.config.ConfigException;
import io.postern.packaging.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The root of all commands. */
@Command(
    name = "postern",
    description = "Secure e-mail gateway for protected health information.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Postern.VersionText.class,
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      RunCommand.class,
      CheckCommand.class,
      ScanCommand.class,
      PolicyCommand.class,
      ProbeCommand.class,
      UpstreamCommand.class,
      QueueCommand.class,
      HeldCommand.class,
      KeysCommand.class,
      DkimCommand.class,
      TlsrptCommand.class,
      ConsentCommand.class,
      AuditCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:good",
      "1:a finding: something that somebody should look at",
      "2:misuse, or a configuration that cannot be used"
    },
    footer = {"", "Example:", "  postern init --home /etc/postern --hostname gateway.example.org"})
public final class Postern {
  public static final int GOOD = 0;
  public static final int FINDING = 1;
  public static final int MISUSE = 2;

  /** The commands, ready to execute; what goes wrong becomes a line on standard error. */
  public static CommandLine commandLine() {
    return new CommandLine(new Postern())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Postern::misused)
        .setExecutionExceptionHandler(Postern::failed);
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + e.getMessage() + " (see " + name + " --help)");
    return MISUSE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    switch (e) {
      case ConfigException c -> c.problems().forEach(p -> command.getErr().println(p));
      case Refused r -> command.getErr().println(name + ": " + r.getMessage());
      default -> {
        command.getErr().println(name + ": " + e + " (POSTERN_TRACE=1 shows where)");
        if (System.getenv("POSTERN_TRACE") != null) {
          e.printStackTrace(command.getErr());
        }
      }
    }
    return MISUSE;
  }

  static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"postern " + Version.number()};
    }
  }
}
