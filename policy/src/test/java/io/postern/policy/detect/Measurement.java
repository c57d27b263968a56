package io.postern.policy.detect;

import io.postern.config.Binder;
import io.postern.config.settings.Settings;
import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.port.Content;
import io.postern.policy.extract.Attachments;
import io.postern.policy.extract.worker.WorkerPool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures the detector over a directory of labelled messages: {@code labels.csv} with the columns
 * file, label, source, attachment, split, form, identifiers, and the messages beside it. Prints a
 * confusion per label, recall per form, and the speed. Run with the directory as argument; {@code
 * -v} lists the misses.
 */
final class Measurement {
  private static final Set<String> TEXT_CARRIERS = Set.of("none", "orig", "");

  private record Case(String file, String label, String attachment, String form, byte[] bytes) {}

  private Measurement() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    List<Case> cases = new ArrayList<>();
    List<String> lines = Files.readAllLines(directory.resolve("labels.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] c = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      cases.add(new Case(c[0], c[1], c[3], c[5], Files.readAllBytes(directory.resolve(c[0]))));
    }
    Settings.Policy policy = Binder.defaults(Settings.Policy.class);
    Path temporary = Files.createTempDirectory("postern-measurement");
    try (WorkerPool readers = WorkerPool.of(policy, temporary)) {
      confusion(scanner(readers), cases, args.length > 1);
    }
    Files.delete(temporary);
    speed(scanner(Attachments.UNOPENED), cases);
  }

  private static Scanner scanner(Attachments attachments) {
    return new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10, attachments);
  }

  private static void confusion(Scanner scanner, List<Case> cases, boolean verbose) {
    Map<String, Map<String, Integer>> byLabel = new TreeMap<>();
    Map<String, int[]> byForm = new TreeMap<>();
    int[] text = new int[2];
    for (Case c : cases) {
      Screening s = scanner.scan(new Bytes(c.bytes));
      String verdict = s.verdict().label();
      byLabel.computeIfAbsent(c.label, k -> new TreeMap<>()).merge(verdict, 1, Integer::sum);
      boolean hit = verdict.equals("phi");
      if (c.label.equals("phi")) {
        int[] form = byForm.computeIfAbsent(c.form + " " + c.attachment, k -> new int[2]);
        form[hit ? 0 : 1]++;
        if (TEXT_CARRIERS.contains(c.attachment)) {
          text[hit ? 0 : 1]++;
        }
      }
      boolean wrong = c.label.equals("phi") ? !hit : hit || verdict.equals("unscannable");
      if (verbose && wrong) {
        System.out.println(
            c.label
                + " "
                + c.file
                + " "
                + c.form
                + " "
                + c.attachment
                + " -> "
                + verdict
                + " "
                + s.score()
                + " "
                + top(s)
                + " "
                + s.unscanned());
      }
    }
    byLabel.forEach((label, verdicts) -> System.out.println(label + " " + verdicts));
    byForm.forEach(
        (form, n) -> System.out.println("  " + form + " found " + n[0] + " of " + (n[0] + n[1])));
    System.out.printf("text carriers: found %d of %d%n", text[0], text[0] + text[1]);
  }

  private static List<String> top(Screening s) {
    return s.findings().stream()
        .sorted(
            Comparator.comparing((Screening.Finding f) -> f.rule().startsWith("health"))
                .thenComparingDouble(f -> -f.weight()))
        .limit(8)
        .map(f ->
            f.rule()
                + (f.rule().startsWith("health") ? ":" + f.sample() : "")
                + "@"
                + f.part()
                + "="
                + f.weight())
        .toList();
  }

  private static void speed(Scanner scanner, List<Case> cases) {
    long bytes = cases.stream().mapToLong(c -> c.bytes.length).sum();
    for (int round = 0; round < 5; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      cases.forEach(c -> scanner.scan(new Bytes(c.bytes)));
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      System.out.printf(
          "%.1f MB/s raw, %.3f ms a message of %d bytes on average%n",
          bytes * 1e3 / cpu, cpu / 1e6 / cases.size(), bytes / cases.size());
    }
  }

  private record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
