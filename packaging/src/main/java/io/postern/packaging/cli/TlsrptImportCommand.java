package io.postern.packaging.cli;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.DomainName;
import io.postern.core.tlsrpt.MalformedReportException;
import io.postern.core.tlsrpt.ReceivedReports;
import io.postern.core.tlsrpt.ReportFile;
import io.postern.core.tlsrpt.TlsReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern tlsrpt import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "File reports that others sent about our domains.",
      "Each file is a report in JSON, in gzip, or the mail that carries one. Exit code 1 where one"
          + " was not taken."
    },
    footer = {"", "Example:", "  postern tlsrpt import --home /etc/postern report.json.gz"})
final class TlsrptImportCommand implements Callable<Integer> {
  private static final String TAKEN = "taken";
  private static final String KNOWN = "known already";

  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Reports.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    Set<String> ours = ours(home.settings().upstreams());
    Map<String, String> results = new LinkedHashMap<>();
    OpenStore.with(
        home,
        stores -> {
          files.forEach(f -> results.put(f.toString(), take(f, ours, stores.tlsReports())));
          return Boolean.TRUE;
        });
    output.print(results, () -> text(results));
    boolean all = results.values().stream().allMatch(r -> r.equals(TAKEN) || r.equals(KNOWN));
    return all ? Postern.GOOD : Postern.FINDING;
  }

  /** The domains that upstreams may send for; none where one may send for any. */
  private static Set<String> ours(List<UpstreamSettings> upstreams) {
    boolean any = upstreams.stream().anyMatch(u -> u.senderDomains().isEmpty());
    return any
        ? Set.of()
        : upstreams.stream()
            .flatMap(u -> u.senderDomains().stream())
            .flatMap(name -> DomainName.toAscii(name).stream())
            .collect(Collectors.toSet());
  }

  private static String take(Path file, Set<String> ours, ReceivedReports reports) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(ReportFile.LARGEST + 1);
      TlsReport whole = ReportFile.read(octets, InstantSource.system().instant());
      TlsReport report = ours.isEmpty() ? whole : whole.about(ours);
      if (report.results().isEmpty()) {
        return "not about our domains";
      }
      return reports.add(report) ? TAKEN : KNOWN;
    } catch (MalformedReportException e) {
      return "not taken: " + e.getMessage();
    } catch (IOException e) {
      return "cannot be read";
    } catch (RuntimeException e) {
      // What is strange in one file is no reason to leave out the others.
      return "not taken: " + e.getClass().getSimpleName();
    }
  }

  private static String text(Map<String, String> results) {
    return results.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("\n"));
  }
}
