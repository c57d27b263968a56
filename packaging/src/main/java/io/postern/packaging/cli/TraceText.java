package io.postern.packaging.cli;

import io.postern.core.model.DecisionTrace;
import io.postern.core.model.DecisionTrace.Setting;
import io.postern.core.model.DecisionTrace.Tried;
import java.util.List;
import java.util.stream.Stream;

/** How policy came to a decision, in lines for people. */
final class TraceText {
  private TraceText() {}

  static List<String> lines(DecisionTrace trace) {
    Stream<String> more =
        trace.more() == 0 ? Stream.empty() : Stream.of("and " + trace.more() + " more rules");
    return Stream.of(
            trace.settings().stream().map(TraceText::line),
            trace.tried().stream().map(TraceText::line),
            more)
        .flatMap(lines -> lines)
        .toList();
  }

  private static String line(Setting setting) {
    return setting.key() + " " + setting.value() + ", by " + setting.from();
  }

  private static String line(Tried tried) {
    return tried
        .unmet()
        .map(unmet -> "not " + tried.rule() + ": " + unmet)
        .orElseGet(() -> (tried.continued() ? "noted by " : "matched ") + tried.rule());
  }
}
