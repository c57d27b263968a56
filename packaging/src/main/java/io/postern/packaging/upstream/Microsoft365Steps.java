package io.postern.packaging.upstream;

import static io.postern.packaging.upstream.PowerShell.command;
import static io.postern.packaging.upstream.PowerShell.quoted;

import io.postern.config.settings.UpstreamSettings.Microsoft365;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an admin of Exchange Online types, with Connect-ExchangeOnline done. */
public final class Microsoft365Steps {
  /** What New-InboundConnector takes of a certificate's name. */
  private static final int CERTIFICATE_NAME_LENGTH = 48;

  private final Connection<Microsoft365> connection;
  private final Optional<String> returnCertificate;
  private final Optional<String> returnHost;

  /**
   * @param returnCertificate the name in the certificate that we show to Exchange Online where mail
   *     goes back there; empty where it is delivered from here
   * @param returnHost the tenant's MX; empty for the usual name of its first domain's
   * @throws IllegalArgumentException where that name is too long, or there is a host without it
   */
  public Microsoft365Steps(
      Connection<Microsoft365> connection,
      Optional<String> returnCertificate,
      Optional<String> returnHost) {
    if (returnHost.isPresent() && returnCertificate.isEmpty()) {
      throw new IllegalArgumentException("--return-host is for --return");
    }
    if (returnCertificate.filter(n -> n.length() > CERTIFICATE_NAME_LENGTH).isPresent()) {
      throw new IllegalArgumentException(
          "the certificate's name has more than " + CERTIFICATE_NAME_LENGTH + " characters");
    }
    this.connection = connection;
    this.returnCertificate = returnCertificate;
    this.returnHost = returnHost;
  }

  /** In the order in which they are done: nothing is routed before it can arrive. */
  public List<Step> all() {
    List<Step> steps = new ArrayList<>();
    steps.add(outboundConnector());
    returnCertificate.ifPresent(name -> steps.add(inboundConnector(name)));
    steps.add(routingRule());
    returnCertificate.ifPresent(_ -> steps.add(strippingRule()));
    steps.add(validation());
    returnCertificate.ifPresent(_ -> steps.add(returnSettings()));
    steps.add(names());
    return steps;
  }

  private Step outboundConnector() {
    return new Step(
        "Connector to the gateway",
        command(
            "New-OutboundConnector -Name " + quoted(connection.title()),
            "-ConnectorType OnPremises -IsTransportRuleScoped $true -UseMxRecord $false",
            "-SmartHosts " + quoted(connection.smartHost()),
            "-TlsSettings DomainValidation -TlsDomain " + quoted(connection.smartHost()),
            "-CloudServicesMailEnabled $false -Enabled $true"));
  }

  private Step inboundConnector(String certificate) {
    return new Step(
        "Connector for mail that comes back, proved by our certificate",
        command(
            "New-InboundConnector -Name " + quoted(connection.title() + " return"),
            "-ConnectorType OnPremises -SenderDomains '*' -RequireTls $true",
            "-RestrictDomainsToCertificate $true -TlsSenderCertificateName " + quoted(certificate),
            "-CloudServicesMailEnabled $false -Enabled $true"));
  }

  private Step routingRule() {
    return new Step(
        "Rule that routes outgoing mail through the gateway",
        command(
            "New-TransportRule -Name " + quoted(ruleName()),
            "-FromScope InOrganization -SentToScope NotInOrganization",
            "-RouteMessageOutboundConnector " + quoted(connection.title()),
            "-SetHeaderName " + quoted(connection.header()),
            "-SetHeaderValue " + quoted(connection.secret().reveal()),
            "-ExceptIfHeaderContainsMessageHeader " + quoted(ProcessedWord.HEADER),
            "-ExceptIfHeaderContainsWords " + quoted(processed()),
            "-StopRuleProcessing $true -Mode Enforce -Enabled $true"));
  }

  private String processed() {
    return connection.processed().orElseThrow().reveal();
  }

  private Step strippingRule() {
    return new Step(
        "Rule that removes our mark from mail that leaves (below the routing rule)",
        command(
            "New-TransportRule -Name " + quoted(connection.title() + ": remove mark"),
            "-HeaderContainsMessageHeader " + quoted(ProcessedWord.HEADER),
            "-HeaderContainsWords " + quoted(processed()),
            "-RemoveHeader " + quoted(ProcessedWord.HEADER),
            "-Mode Enforce -Enabled $true"));
  }

  private Step validation() {
    return new Step(
        "Try the connector (the rule does not touch this test mail: a refusal for a missing secret"
            + " is fine, a TLS or connection error is not)",
        command(
            "Validate-OutboundConnector -Identity " + quoted(connection.title()),
            "-Recipients " + quoted("postmaster@" + connection.smartHost())));
  }

  private Step returnSettings() {
    Microsoft365 upstream = connection.upstream();
    String domain = upstream.senderDomains().getFirst();
    String host = returnHost.orElseGet(() -> ReturnBlock.usualMx(domain));
    return new Step(
        "Here, in postern.yaml, once certificate and key are there: the way back (the host must be"
            + " what dig MX "
            + domain
            + " says)",
        ReturnBlock.microsoft365(upstream.name(), host).text());
  }

  private Step names() {
    String host = connection.smartHost();
    String lines =
        """
        %1$s has an A (and AAAA) record, reachable on port 25 from the Internet, and a certificate of \
        a public authority for this name.
        """
            .formatted(host);
    return new Step("DNS", lines + spf().stripTrailing());
  }

  private String spf() {
    if (returnCertificate.isPresent()) {
      return "SPF stays as it is: the world receives from Exchange Online.";
    }
    StringBuilder text =
        new StringBuilder("SPF: the world now receives from the gateway, so it must be named in\n");
    connection
        .upstream()
        .senderDomains()
        .forEach(d ->
            text.append("  ")
                .append(d)
                .append(" TXT \"v=spf1 include:spf.protection.outlook.com a:")
                .append(connection.smartHost())
                .append(" -all\"\n"));
    return text.toString();
  }

  private String ruleName() {
    return connection.title() + ": route";
  }

  /** How the rule sets another secret. */
  public static Step newSecret(String upstream, String secret) {
    return new Step(
        "Let the rule set the new secret",
        command(
            "Set-TransportRule -Identity " + quoted("Postern " + upstream + ": route"),
            "-SetHeaderValue " + quoted(secret)));
  }
}
