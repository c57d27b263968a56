package io.postern.packaging.cli;

import io.postern.outbound.probe.Probe;
import io.postern.outbound.probe.ProbeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern probe}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = {
      "Show how mail for a domain would leave, without sending any.",
      "DNSSEC, MTA-STS policy, MX hosts, TLSA records, TLS and certificate of each, and the verdict."
          + " Exit code 1 where a domain has no host with verified TLS."
    },
    footer = {
      "",
      "Example:",
      "  postern probe --home /etc/postern example.org example.com",
      "  postern probe --home /etc/postern --file domains.txt"
    })
final class ProbeCommand implements Callable<Integer> {
  /** Each waits mostly; more would look like an attack to the resolver. */
  private static final int AT_ONCE = 20;

  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(arity = "0..*", paramLabel = "DOMAIN", description = "Recipient domains.")
  private List<String> domains = List.of();

  @Option(
      names = "--file",
      paramLabel = "DOMAINS",
      description =
          "A file with one domain a line, or addresses; the answer is which share of them would leave"
              + " by verified TLS, and why the others would not.")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException {
    List<String> all = new ArrayList<>(domains);
    if (file != null) {
      all.addAll(ProbeText.domains(Files.readAllLines(file)));
    }
    if (all.isEmpty()) {
      throw new Refused("name a domain, or a file of domains with --file");
    }
    List<ProbeReport> reports =
        OpenStore.ifAny(home, stores -> reports(all, Network.probe(home.settings(), stores)));
    if (file == null) {
      output.print(reports, () -> ProbeText.hosts(reports));
    } else {
      output.print(ProbeText.shares(reports), () -> ProbeText.forecast(reports));
    }
    return reports.stream().allMatch(ProbeReport::verified) ? Postern.GOOD : Postern.FINDING;
  }

  private static List<ProbeReport> reports(List<String> all, Probe probe) {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      return all.stream()
          .map(domain -> CompletableFuture.supplyAsync(() -> probe.run(domain), threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    }
  }
}
