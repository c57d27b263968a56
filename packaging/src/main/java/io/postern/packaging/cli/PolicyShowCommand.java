package io.postern.packaging.cli;

import io.postern.core.history.PolicyHistory;
import io.postern.core.history.PolicyHistory.Span;
import io.postern.core.model.PolicyFiles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern policy show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Show the policy files as they were in one version.",
      "Looks whether the stored text is that of the version. Lists that rules name come after the files."
    },
    footer = {"", "Example:", "  postern policy show --home /etc/postern 5f3a9c01"})
final class PolicyShowCommand implements Callable<Integer> {
  /** Shorter beginnings are rarely unique. */
  private static final int SHORTEST = 6;

  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "VERSION",
      description = "As in postern policy versions; its first 6 characters or more.")
  private String version = "";

  @Override
  public Integer call() {
    PolicyFiles files = OpenStore.with(home, store -> find(store.history()));
    output.print(
        Map.of("version", files.version(), "files", files.files()),
        () -> files.files().stream().map(PolicyShowCommand::text).collect(Collectors.joining()));
    return Postern.GOOD;
  }

  private PolicyFiles find(PolicyHistory history) {
    List<String> meant =
        history.spans().stream()
            .map(Span::version)
            .distinct()
            .filter(v -> version.length() >= SHORTEST && v.startsWith(version))
            .toList();
    if (meant.size() != 1) {
      throw new Refused(
          meant.isEmpty() ? "no such version was in force" : "several versions begin so");
    }
    return history.files(meant.getFirst()).orElseThrow();
  }

  private static String text(PolicyFiles.File file) {
    return "# ---- " + file.name() + "\n" + file.text() + "\n";
  }
}
