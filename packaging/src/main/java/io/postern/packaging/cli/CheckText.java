package io.postern.packaging.cli;

import io.postern.packaging.check.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings as people and scripts read them. */
final class CheckText {
  private CheckText() {}

  static Map<String, String> object(Finding f) {
    return Map.of(
        "area", f.area(), "level", level(f), "subject", f.subject(), "message", f.message());
  }

  static String table(List<Finding> findings) {
    Table table = new Table("RESULT", "AREA", "SUBJECT", "FINDING");
    for (Finding f : findings) {
      table.row(level(f), f.area(), f.subject(), f.message());
    }
    return table.toString();
  }

  /** One alone. */
  static String line(Finding f) {
    return "%-7s %s".formatted(level(f), f.message());
  }

  private static String level(Finding f) {
    return f.level().name().toLowerCase(Locale.ROOT);
  }
}
