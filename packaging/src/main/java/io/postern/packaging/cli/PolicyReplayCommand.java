package io.postern.packaging.cli;

import io.postern.core.audit.AuditFilter;
import io.postern.packaging.Policies;
import io.postern.packaging.Stores;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.shadow.Replay;
import io.postern.policy.shadow.Report;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern policy replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Show how other policies would have decided about mail of before.",
      "By the facts that are kept of each message without content (policy.replay_retention). Changes nothing. Exit code 1 where a recipient would have been treated differently, or where that cannot be told."
    },
    footer = {
      "",
      "Example:",
      "  postern policy replay --home /etc/postern --since 2026-11-01T00:00:00Z /root/policies"
    })
final class PolicyReplayCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Mail from this moment on, as in 2026-11-01T00:00:00Z.")
  private Instant since = AuditFilter.ALL.since();

  @Parameters(paramLabel = "DIR", description = "The directory of the other policy files.")
  private Path directory = Path.of(".");

  @Override
  public Integer call() {
    Report report = OpenStore.with(home, this::replay);
    output.print(report, () -> ReportText.text(report));
    return report.same() ? Postern.GOOD : Postern.FINDING;
  }

  private Report replay(Stores stores) {
    PolicySet candidate =
        PolicySet.load(
            directory.toAbsolutePath().normalize(), Policies.surroundings(home.settings(), stores));
    output.warn(candidate.warnings());
    return Replay.of(stores.judged(), candidate, since);
  }
}
