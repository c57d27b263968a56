package io.postern.packaging.cli;

import io.postern.config.settings.UpstreamSettings.Google;
import io.postern.packaging.upstream.GoogleSteps;
import io.postern.packaging.upstream.Stanza;
import io.postern.packaging.upstream.Step;
import io.postern.packaging.upstream.Wizard;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern upstream google}. */
@Command(
    name = "google",
    mixinStandardHelpOptions = true,
    description = {
      "Connect Google Workspace, bound to its domains.",
      "Makes a secret, prints the upstream for postern.yaml and the steps in the Admin console. Run again it shows the same. Exit code 1 where a message that was waited for did not come or was refused."
    },
    footer = {
      "",
      "Example:",
      "  postern upstream google --home /etc/postern --name workspace --domain contoso.example --write"
    })
final class UpstreamGoogleCommand implements Callable<Integer> {
  @Mixin private WizardOptions wizard = new WizardOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "25",
      description =
          "Where Google connects to: 25, 587 or 1024 to 65535 (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--return",
      paramLabel = "USER",
      description =
          "Also what mail needs that goes back through Google's SMTP relay service: the user that the gateway logs in as there.")
  private @Nullable String returnUser;

  @Override
  public Integer call() {
    Stanza stanza = Stanza.google(wizard.name, wizard.domains);
    return wizard.run(Google.class, stanza, port, this::steps);
  }

  private List<Step> steps(Wizard.Made<Google> made) {
    wizard.requireSame(
        "sender_domains", wizard.domains, made.connection().upstream().senderDomains());
    return new GoogleSteps(made.connection(), Optional.ofNullable(returnUser)).all();
  }
}
