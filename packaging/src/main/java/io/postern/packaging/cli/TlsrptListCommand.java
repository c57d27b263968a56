package io.postern.packaging.cli;

import io.postern.core.tlsrpt.TlsReport;
import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern tlsrpt list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "List what others reported, and why sessions failed.",
      "Exit code 1 where any session failed."
    },
    footer = {"", "Example:", "  postern tlsrpt list --home /etc/postern --days 30 --json"})
final class TlsrptListCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Reports that begin in the last N days (default: ${DEFAULT-VALUE}).")
  private int days = 7;

  @Override
  public Integer call() {
    Instant since = InstantSource.system().instant().minus(Duration.ofDays(days));
    List<TlsReport> reports = OpenStore.with(home, stores -> stores.tlsReports().since(since));
    output.print(reports, () -> text(reports));
    boolean good =
        reports.stream().flatMap(r -> r.results().stream()).allMatch(result -> result.bad() == 0);
    return good ? Postern.GOOD : Postern.FINDING;
  }

  private static String text(List<TlsReport> reports) {
    Table sessions = new Table("BEGIN", "DOMAIN", "REPORTED BY", "POLICY", "GOOD", "BAD");
    Table failures = new Table("DOMAIN", "RESULT", "HOST", "ADDRESS", "SESSIONS", "REASON");
    for (TlsReport report : reports) {
      for (Result r : report.results()) {
        sessions.row(
            report.begin().toString(),
            r.domain(),
            report.organisation(),
            r.type(),
            String.valueOf(r.good()),
            String.valueOf(r.bad()));
        r.failures().forEach(f -> failure(failures, r, f));
      }
    }
    return sessions + "\n" + failures;
  }

  private static void failure(Table failures, Result result, Failure failure) {
    failures.row(
        result.domain(),
        failure.result(),
        failure.host(),
        failure.address(),
        String.valueOf(failure.sessions()),
        failure.reason());
  }
}
