package io.postern.packaging.cli;

import io.postern.core.history.PolicyHistory.Span;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern policy versions}. */
@Command(
    name = "versions",
    mixinStandardHelpOptions = true,
    description = {
      "List which version of the policies was in force when.",
      "Newest first. A version is named by the SHA-256 over its files; audit show names that of each decision. Exit code 1 where none ever was."
    },
    footer = {"", "Example:", "  postern policy versions --home /etc/postern --json"})
final class PolicyVersionsCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    List<Span> spans = OpenStore.with(home, store -> store.history().spans());
    output.print(spans.stream().map(PolicyVersionsCommand::object).toList(), () -> text(spans));
    return spans.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }

  private static Map<String, Object> object(Span span) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("version", span.version());
    object.put("node", span.node());
    object.put("since", span.since().toString());
    object.put("until", span.until().map(Instant::toString));
    return object;
  }

  private static String text(List<Span> spans) {
    Table table = new Table("SINCE", "UNTIL", "NODE", "VERSION");
    for (Span s : spans) {
      String until = s.until().map(Instant::toString).orElse("now");
      table.row(s.since().toString(), until, s.node(), s.version());
    }
    return table.toString();
  }
}
