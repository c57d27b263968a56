package io.postern.packaging.cli;

import io.postern.config.Json;
import io.postern.core.model.MessageId;
import io.postern.core.queue.Waiting;
import io.postern.core.store.ShadowStore;
import io.postern.packaging.Policies;
import io.postern.packaging.Stores;
import io.postern.policy.rules.PolicySet;
import io.postern.policy.shadow.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern policy shadow}. */
@Command(
    name = "shadow",
    mixinStandardHelpOptions = true,
    description = {
      "Run other policies beside those in force, and show how they differ.",
      "Every running gateway of the store takes part, if it finds the same files in the directory; decisions stay those of the policies in force. Waits until the time is over; the run ends with this command, also where it is interrupted. Exit code 1 where a recipient would have been treated differently, or no gateway took part, or with --stop, where none ran."
    },
    footer = {
      "",
      "Example:",
      "  postern policy shadow --home /etc/postern --for 2h /etc/postern/candidate"
    })
final class PolicyShadowCommand implements Callable<Integer> {
  /** How often is looked, and how long a gateway may take to tell that the run has ended. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = WaitOption.Time.class,
      description = "How long, as in 90s, 30m or 2h (default: ${DEFAULT-VALUE}).")
  private Duration time = Duration.ZERO;

  @Option(
      names = "--stop",
      description = "Only end the run that goes on, as where its command was killed.")
  private boolean stop;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "The directory of the other policy files.")
  private @Nullable Path directory;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() {
    return stop ? stop() : run();
  }

  private int stop() {
    Optional<String> ended =
        OpenStore.with(
            home,
            store ->
                store.shadows().running(clock.instant()).map(run -> end(store.shadows(), run)));
    output.print(
        Map.of("ended", ended), () -> ended.map(id -> "ended run " + id).orElse("no run goes on"));
    return ended.isPresent() ? Postern.GOOD : Postern.FINDING;
  }

  private static String end(ShadowStore store, ShadowStore.Run run) {
    Waiting.forCommit(store.end(run.id()));
    return run.id();
  }

  private int run() {
    if (directory == null) {
      throw new Refused("which policies? DIR is missing");
    }
    Path files = directory.toAbsolutePath().normalize();
    PolicySet candidate = PolicySet.load(files, Policies.surroundings(home.settings()));
    ShadowStore.Run run =
        new ShadowStore.Run(
            MessageId.create(clock.millis()).value(),
            files,
            candidate.version(),
            Operator.name(),
            clock.instant().plus(time));
    Map<String, Report> reports = OpenStore.with(home, store -> watch(store, run));
    output.print(reports, () -> text(reports));
    boolean same = reports.values().stream().allMatch(Report::same);
    return same && !reports.isEmpty() ? Postern.GOOD : Postern.FINDING;
  }

  private Map<String, Report> watch(Stores stores, ShadowStore.Run run) {
    Waiting.forCommit(stores.shadows().start(run));
    output.note("run " + run.id() + " until " + run.endsAt());
    Thread end = new Thread(() -> interrupted(stores.shadows(), run), "end of run " + run.id());
    Runtime.getRuntime().addShutdownHook(end);
    try {
      awaitReports(stores.shadows(), run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      interrupted(stores.shadows(), run);
    }
    forget(end);
    return reports(stores.shadows(), run);
  }

  /** Nobody waits for the report any more: gateways shall not go on making it. */
  private void interrupted(ShadowStore store, ShadowStore.Run run) {
    output.note("interrupted: ended run " + end(store, run));
  }

  private static void forget(Thread end) {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // the hook runs already, and ending twice changes nothing
    }
  }

  private void awaitReports(ShadowStore store, ShadowStore.Run run) throws InterruptedException {
    Instant last = run.endsAt().plus(PATIENCE);
    while (clock.instant().isBefore(last)) {
      Map<String, Report> reports = reports(store, run);
      boolean told = !reports.isEmpty() && reports.values().stream().allMatch(Report::ended);
      if (told && !clock.instant().isBefore(run.endsAt())) {
        return;
      }
      Thread.sleep(PAUSE);
    }
  }

  private static Map<String, Report> reports(ShadowStore store, ShadowStore.Run run) {
    Map<String, Report> reports = new TreeMap<>();
    store
        .reports(run.id())
        .forEach((node, report) -> reports.put(node, Json.read(report, Report.class)));
    return reports;
  }

  private static String text(Map<String, Report> reports) {
    StringBuilder text = new StringBuilder();
    if (reports.isEmpty()) {
      text.append("no gateway took part: is one running?\n");
    }
    reports.forEach((node, report) ->
        text.append(node).append(": ").append(ReportText.text(report)).append('\n'));
    return text.toString();
  }
}
