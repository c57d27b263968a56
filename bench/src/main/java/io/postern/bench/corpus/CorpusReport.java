package io.postern.bench.corpus;

import io.postern.config.Binder;
import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.Settings;
import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.core.model.Verdict;
import io.postern.packaging.CommandReaders;
import io.postern.packaging.Policies;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints confusion, recall by carrier and identifier, the worst mistakes by rule, and CPU time. */
public final class CorpusReport {
  private static final int SHOWN = 40;

  /** A message with what the detector said. */
  private record Judged(Labelled message, Screening screening) {
    boolean found() {
      return screening.verdict() == Verdict.PHI;
    }

    boolean shielded() {
      return found()
          || screening.verdict() == Verdict.UNSCANNABLE
          || screening.verdict() == Verdict.ALREADY_PROTECTED;
    }

    boolean wrong() {
      return message.phi() != found();
    }
  }

  private final List<Judged> all;
  private final PrintStream out;

  private CorpusReport(List<Judged> all, PrintStream out) {
    this.all = all;
    this.out = out;
  }

  /**
   * @param args the directory; then {@code dev}, {@code held} or {@code all}; then {@code misses}
   *     to list the wrongly judged messages, which is meant for {@code dev} only
   */
  public static void main(String[] args) throws IOException {
    String which = args.length > 1 ? args[1] : "all";
    List<Labelled> messages =
        Labelled.read(Path.of(args[0])).stream()
            .filter(m -> which.equals("all") || m.half().label().equals(which))
            .toList();
    PolicySettings policy = Binder.defaults(PolicySettings.class);
    Settings.Limits limits = Binder.defaults(Settings.Limits.class);
    List<Judged> judged;
    long cpu;
    try (CommandReaders readers = CommandReaders.of(policy)) {
      Scanner scanner = Policies.scanner(policy, limits, readers.attachments());
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      judged = messages.stream().map(m -> new Judged(m, scanner.scan(m))).toList();
      cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
    CorpusReport report = new CorpusReport(judged, System.out);
    report.out.printf(
        "%s: %d messages, %.3f ms of CPU each, not warmed up%n",
        which, judged.size(), cpu / 1e6 / Math.max(1, judged.size()));
    report.confusion();
    report.recall("carrier", m -> List.of(m.carrier()));
    report.recall("form", m -> List.of(m.form()));
    report.recall("identifier", m -> List.of(m.identifiers().split("\\+")));
    report.recall("evasion", m -> List.of(m.evasion()));
    report.mistakes();
    if (args.length > 2) {
      report.misses();
    }
  }

  private void confusion() {
    out.printf("%-16s %6s %6s %6s %6s%n", "label", "n", "phi", "shield", "rate");
    Map<String, List<Judged>> byLabel =
        all.stream()
            .collect(
                Collectors.groupingBy(j -> j.message.label(), TreeMap::new, Collectors.toList()));
    byLabel.forEach((label, list) -> {
      long found = list.stream().filter(Judged::found).count();
      long shielded = list.stream().filter(Judged::shielded).count();
      out.printf(
          "%-16s %6d %6d %6d %6.2f%% of those scanned %.2f%%%n",
          label,
          list.size(),
          found,
          shielded,
          100.0 * shielded / list.size(),
          100.0 * found / Math.max(1, list.size() - shielded + found));
    });
  }

  private void recall(String what, java.util.function.Function<Labelled, List<String>> keys) {
    Map<String, int[]> counts = new TreeMap<>();
    for (Judged j : all) {
      if (j.message.phi()) {
        for (String key : keys.apply(j.message)) {
          int[] n = counts.computeIfAbsent(key, k -> new int[3]);
          n[0]++;
          n[1] += j.found() ? 1 : 0;
          n[2] += j.shielded() ? 1 : 0;
        }
      }
    }
    out.println("recall by " + what + ": messages, phi, shielded");
    counts.forEach((key, n) -> {
      String mark = n[2] < n[0] ? " <" : "";
      out.printf("  %-22s %4d %4d %4d%s%n", key.isEmpty() ? "-" : key, n[0], n[1], n[2], mark);
    });
  }

  private void mistakes() {
    Map<String, Integer> byRule = new TreeMap<>();
    for (Judged j : all) {
      if (j.wrong() && (j.message.phi() ? !j.shielded() : true)) {
        String kind = j.message.phi() ? "missed with " : "alarm by ";
        byRule.merge(kind + strongest(j.screening), 1, Integer::sum);
      }
    }
    out.println("mistakes by strongest identifier rule:");
    byRule.forEach((rule, n) -> out.printf("  %-40s %4d%n", rule, n));
  }

  private static String strongest(Screening s) {
    return s.findings().stream()
        .filter(f -> !f.rule().startsWith("health"))
        .max(Comparator.comparingDouble(Finding::weight))
        .map(Finding::rule)
        .orElse("no identifier");
  }

  private void misses() {
    all.stream()
        .filter(j ->
            j.message.phi()
                ? !j.shielded()
                : j.shielded() && (j.found() || j.message.label().equals("none")))
        .forEach(j ->
            out.printf(
                "%s %s %s %s %s %.3f %s %s%n",
                j.message.label(),
                j.message.file(),
                j.message.form(),
                j.message.carrier(),
                j.screening.verdict().label(),
                j.screening.score(),
                j.screening.unscanned(),
                j.screening.findings().stream()
                    .limit(SHOWN)
                    .map(f -> f.rule() + "=" + f.weight() + f.near().map(n -> "~" + n).orElse(""))
                    .toList()));
  }
}
