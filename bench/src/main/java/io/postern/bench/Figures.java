package io.postern.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, by thing and peer, in the order of the rounds. For one thread. */
final class Figures {
  private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

  /** Keeps a figure and prints it. */
  void note(int round, String peer, String what, double figure) {
    System.out.printf(Locale.ROOT, "round=%d peer=%s %s=%s%n", round, peer, what, text(figure));
    figures
        .computeIfAbsent(what, w -> new LinkedHashMap<>())
        .computeIfAbsent(peer, p -> new ArrayList<>())
        .add(figure);
  }

  /** Prints the median of everything, and Postern's as a multiple of Postfix'. */
  void printMedians() {
    figures.forEach((what, byPeer) -> {
      System.out.print("median " + what);
      byPeer.forEach((peer, all) -> System.out.print(" " + peer + "=" + text(median(all))));
      if (byPeer.containsKey("postern") && byPeer.containsKey("postfix")) {
        System.out.printf(
            Locale.ROOT,
            " ratio=%.2f",
            median(byPeer.getOrDefault("postern", List.of()))
                / median(byPeer.getOrDefault("postfix", List.of())));
      }
      System.out.println();
    });
  }

  private static String text(double figure) {
    return String.format(Locale.ROOT, figure < 20 ? "%.3f" : "%.0f", figure);
  }

  private static double median(List<Double> all) {
    List<Double> sorted = all.stream().sorted().toList();
    return sorted.get((sorted.size() - 1) / 2);
  }
}
