package io.postern.packaging.cli;

import io.postern.core.model.Screening;
import io.postern.core.model.Screening.Finding;
import io.postern.policy.extract.PartText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How the detector's verdict is printed. */
final class ScreeningText {
  private ScreeningText() {}

  /** Without the file or envelope it belongs to. */
  static Map<String, Object> object(Screening screening) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("verdict", screening.verdict().label());
    object.put("score", screening.score());
    object.put("level", screening.level());
    screening.patients().ifPresent(n -> object.put("patients", n));
    object.put("findings", screening.findings());
    object.put("unscanned", screening.unscanned());
    return object;
  }

  /** A line for each finding, indented. */
  static String findings(Screening screening) {
    return screening.findings().stream().map(ScreeningText::line).collect(Collectors.joining());
  }

  private static String line(Finding f) {
    String near = f.near().map(n -> " near " + n).orElse("");
    String hash = f.hash().map(h -> " hash " + h).orElse("");
    return "%n    %-20s %.2f %s@%d+%d %s%s%s"
        .formatted(f.rule(), f.weight(), f.part(), f.offset(), f.length(), f.sample(), near, hash);
  }

  /** A line for each part that was not read, indented. */
  static String unread(Screening screening) {
    return screening.unscanned().stream()
        .map(u -> "%n    not read: %s: %s".formatted(u.part(), u.reason()))
        .collect(Collectors.joining());
  }

  /** A text that the detector saw, under the path of its part. */
  static String seen(PartText text) {
    return "---- " + text.part() + "\n" + text.string();
  }
}
