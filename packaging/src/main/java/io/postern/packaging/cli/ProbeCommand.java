package io.postern.packaging.cli;

import io.postern.outbound.probe.Probe;
import io.postern.outbound.probe.ProbeReport;
import io.postern.packaging.Outbound;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern probe}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Show how mail for a domain would leave, without sending any.",
      "MX hosts, TLS and certificate of each, and the verdict. Exit code 1 where a domain has no host with verified TLS."
    },
    footer = {"", "Example:", "  postern probe --home /etc/postern example.org example.com"})
final class ProbeCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(arity = "1..*", paramLabel = "DOMAIN", description = "Recipient domains.")
  private List<String> domains = List.of();

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    Probe probe = Outbound.of(home.settings(), InstantSource.system()).probe();
    List<ProbeReport> reports = domains.stream().map(probe::run).toList();
    output.print(reports, () -> table(reports));
    return reports.stream().allMatch(ProbeReport::verified) ? Postern.GOOD : Postern.FINDING;
  }

  private static String table(List<ProbeReport> reports) {
    Table table = new Table("DOMAIN", "HOST", "ADDRESS", "TLS", "VERIFIED", "WHY");
    for (ProbeReport report : reports) {
      report.problem().ifPresent(p -> table.row(report.domain(), "-", "-", "-", "no", p));
      for (ProbeReport.Host h : report.hosts()) {
        table.row(
            report.domain(),
            h.name(),
            h.address().orElse("-"),
            h.version().orElse("-"),
            h.verified() ? "yes" : "no",
            h.why());
      }
    }
    return table.toString();
  }
}
