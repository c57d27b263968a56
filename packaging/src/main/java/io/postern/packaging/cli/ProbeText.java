package io.postern.packaging.cli;

import io.postern.outbound.probe.ProbeReport;
import io.postern.outbound.probe.ProbeReport.Host;
import io.postern.outbound.probe.ProbeReport.Prediction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What probes found, for people. */
final class ProbeText {
  /**
   * How many of a list would go which way.
   *
   * @param domains how many there are
   * @param ways how many domains take each way, as in {@code tls by dane}
   * @param others why each of those that would not leave by TLS would not
   */
  record Shares(int domains, Map<String, Long> ways, Map<String, String> others) {}

  private ProbeText() {}

  /**
   * The domains in the lines of a file: a domain or an address a line, {@code #} begins a remark.
   */
  static List<String> domains(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .map(line -> line.substring(line.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  static String hosts(List<ProbeReport> reports) {
    return reports.stream().map(ProbeText::one).collect(Collectors.joining("\n"));
  }

  private static String one(ProbeReport report) {
    StringBuilder text = new StringBuilder(report.domain()).append('\n');
    text.append("  MX: ").append(report.mx()).append('\n');
    text.append("  MTA-STS: ").append(report.mtaSts()).append('\n');
    report.level().ifPresent(l -> text.append("  outbound.destinations: ").append(l).append('\n'));
    Table table = new Table("  HOST", "ADDRESS", "TLS", "VERIFIED", "WHY", "TLSA");
    report.problem().ifPresent(p -> table.row("  -", "-", "-", "no", p, "-"));
    report.hosts().forEach(h -> row(table, h));
    return text.append(table).append("  ").append(conclusion(report)).append('\n').toString();
  }

  private static void row(Table table, Host h) {
    String tls = h.version().orElse(h.startTls() ? "refused by us" : "-");
    table.row(
        "  " + h.name(),
        h.address().orElse("-"),
        tls + h.group().map(g -> " " + g).orElse(""),
        h.verified() ? "yes" : "no",
        h.why(),
        h.dane());
  }

  private static String conclusion(ProbeReport report) {
    return switch (report.prediction()) {
      case TLS -> "Mail that needs verified TLS would leave by it now (" + way(report) + ").";
      case WAIT -> "Mail that needs verified TLS would wait now.";
      case FALLBACK -> "Mail that needs verified TLS would take the next protection of its policy.";
      case FAIL -> "Mail would be returned: there is nowhere to send it.";
    };
  }

  private static String way(ProbeReport report) {
    String proof =
        report.hosts().stream().filter(Host::verified).findFirst().map(Host::why).orElse("");
    return switch (report.prediction()) {
      case TLS -> "tls by " + proof.split(":", 2)[0];
      case WAIT -> "wait";
      case FALLBACK -> "fallback";
      case FAIL -> "fail";
    };
  }

  static Shares shares(List<ProbeReport> reports) {
    return new Shares(
        reports.size(),
        reports.stream()
            .collect(Collectors.groupingBy(ProbeText::way, TreeMap::new, Collectors.counting())),
        reports.stream()
            .filter(r -> r.prediction() != Prediction.TLS)
            .collect(
                Collectors.toMap(
                    ProbeReport::domain, ProbeText::reason, (a, b) -> a, TreeMap::new)));
  }

  private static String reason(ProbeReport report) {
    return report
        .problem()
        .orElseGet(() -> report.hosts().stream().findFirst().map(Host::why).orElse("no host"));
  }

  static String forecast(List<ProbeReport> reports) {
    Shares shares = shares(reports);
    Table table = new Table("WAY", "DOMAINS", "SHARE");
    shares
        .ways()
        .forEach(
            (way, count) -> table.row(way, Long.toString(count), percent(count, shares.domains())));
    Table others = new Table("DOMAIN", "WHY NOT BY TLS");
    shares.others().forEach(others::row);
    return table + (shares.others().isEmpty() ? "" : "\n" + others);
  }

  private static String percent(long part, int whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }
}
