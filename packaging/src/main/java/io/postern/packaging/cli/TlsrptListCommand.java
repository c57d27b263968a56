package io.postern.packaging.cli;

import io.postern.core.tlsrpt.TlsReport;
import io.postern.core.tlsrpt.TlsReport.Failure;
import io.postern.core.tlsrpt.TlsReport.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int WIDEST = 60;

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
    for (TlsReport report : reports) {
      for (Result r : report.results()) {
        sessions.row(
            report.begin().toString(),
            cell(r.domain()),
            cell(report.organisation()),
            cell(r.type()),
            String.valueOf(r.good()),
            String.valueOf(r.bad()));
      }
    }
    return sessions + "\n" + failures(reports);
  }

  /** Alike ones are one row. */
  private static Table failures(List<TlsReport> reports) {
    Map<Alike, Long> sum = new LinkedHashMap<>();
    for (TlsReport report : reports) {
      for (Result r : report.results()) {
        r.failures().forEach(f -> sum.merge(Alike.of(r, f), f.sessions(), TlsrptListCommand::add));
      }
    }
    Table table = new Table("DOMAIN", "RESULT", "HOST", "ADDRESS", "SESSIONS", "REASON");
    sum.forEach((f, sessions) ->
        table.row(f.domain, f.result, f.host, f.address, String.valueOf(sessions), f.reason));
    return table;
  }

  /** Counts are the senders', who may write any. */
  private static long add(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  /** Texts are the senders', and columns are as wide as their widest cell. */
  private static String cell(String text) {
    return text.length() > WIDEST ? text.substring(0, WIDEST - 3) + "..." : text;
  }

  /** What failures have in common, as far as the table shows it. */
  private record Alike(String domain, String result, String host, String address, String reason) {
    static Alike of(Result result, Failure failure) {
      return new Alike(
          cell(result.domain()),
          cell(failure.result()),
          cell(failure.host()),
          cell(failure.address()),
          cell(failure.reason()));
    }
  }
}
