package io.postern.packaging.cli;

import io.postern.config.settings.UpstreamSettings.Microsoft365;
import io.postern.packaging.upstream.Microsoft365Steps;
import io.postern.packaging.upstream.Stanza;
import io.postern.packaging.upstream.Step;
import io.postern.packaging.upstream.Wizard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern upstream microsoft365}. */
@Command(
    name = "microsoft365",
    mixinStandardHelpOptions = true,
    description = {
      "Connect Exchange Online, bound to its tenant.",
      "Makes a secret, prints the upstream for postern.yaml and the PowerShell for the tenant. Run again it shows the same. Exit code 1 where a message that was waited for did not come or was refused."
    },
    footer = {
      "",
      "Example:",
      "  postern upstream microsoft365 --home /etc/postern --name contoso --tenant 01234567-89ab-cdef-0123-456789abcdef --domain contoso.example --write"
    })
final class UpstreamMicrosoft365Command implements Callable<Integer> {
  /** Exchange Online connects to no other. */
  private static final int PORT = 25;

  @Mixin private WizardOptions wizard = new WizardOptions();

  @Option(
      names = "--tenant",
      split = ",",
      paramLabel = "GUID",
      description = "The tenant's id, as Get-OrganizationConfig or the Entra overview shows it.")
  private List<String> tenants = new ArrayList<>();

  @Option(
      names = "--return",
      paramLabel = "CERTIFICATE-NAME",
      description =
          "Also what mail needs that goes back to Exchange Online: the name in the certificate that the gateway shows there, in an accepted domain of the tenant, at most 48 characters.")
  private @Nullable String returnCertificate;

  @Option(
      names = "--return-host",
      paramLabel = "HOST",
      description =
          "Where such mail goes, the MX of the tenant (default: the usual one of its first domain).")
  private @Nullable String returnHost;

  @Override
  public Integer call() {
    Stanza stanza = Stanza.microsoft365(wizard.name, tenants, wizard.domains);
    return wizard.run(Microsoft365.class, stanza, PORT, this::steps);
  }

  private List<Step> steps(Wizard.Made<Microsoft365> made) {
    requireSame(made.connection().upstream());
    return new Microsoft365Steps(
            made.connection(),
            Optional.ofNullable(returnCertificate),
            Optional.ofNullable(returnHost))
        .all();
  }

  /** What is in the settings counts; somebody who gives something else believes otherwise. */
  private void requireSame(Microsoft365 upstream) {
    wizard.requireSame("tenants", tenants, upstream.tenants());
    wizard.requireSame("sender_domains", wizard.domains, upstream.senderDomains());
  }
}
