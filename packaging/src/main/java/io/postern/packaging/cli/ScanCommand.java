package io.postern.packaging.cli;

import io.postern.config.Binder;
import io.postern.config.Json;
import io.postern.config.settings.PolicySettings;
import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import io.postern.core.model.Screening;
import io.postern.core.model.Verdict;
import io.postern.packaging.CommandReaders;
import io.postern.packaging.Policies;
import io.postern.policy.detect.Scanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern scan}. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = {
      "Run the detector on messages in files.",
      "One line per message, one per finding and one for each part that was not read, with --json one object: file, verdict, score, level, patients, findings, unscanned. Samples are masked, values hashed with a key that ends with the run. Exit code 1 where one is phi or unscannable."
    },
    footer = {"", "Example:", "  postern scan --json letter.eml archive/"})
final class ScanCommand implements Callable<Integer> {
  private static final Set<Verdict> FINDINGS = EnumSet.of(Verdict.PHI, Verdict.UNSCANNABLE);

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Takes the detector's settings from there; without it the defaults.")
  private @Nullable Path home;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  @Option(
      names = "--text",
      description =
          "Print the texts exactly as the detector sees them, health information and all.")
  private boolean text;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Messages, or directories of them.")
  private List<Path> paths = List.of();

  @Spec private @Nullable CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (home != null) {
      Settings settings = SettingsLoader.load(home.toAbsolutePath());
      return scan(settings.policy(), settings.limits());
    }
    return scan(Binder.defaults(PolicySettings.class), Binder.defaults(Settings.Limits.class));
  }

  private int scan(PolicySettings policy, Settings.Limits limits) throws IOException {
    try (CommandReaders readers = CommandReaders.of(policy)) {
      return scan(Policies.scanner(policy, limits, readers.attachments()));
    }
  }

  private int scan(Scanner scanner) throws IOException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    int code = Postern.GOOD;
    for (Path path : paths) {
      for (Path file : files(path)) {
        Screening screening = scanner.scan(new StoredFile(file));
        out.println(line(file, screening));
        if (text) {
          scanner.texts(new StoredFile(file), t -> out.println(ScreeningText.seen(t)));
        }
        code = FINDINGS.contains(screening.verdict()) ? Postern.FINDING : code;
      }
    }
    return code;
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new Refused("no such file: " + path);
    }
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String line(Path file, Screening screening) {
    if (!json) {
      return "%-18s %.2f %s%s"
          .formatted(
              screening.verdict().label(),
              screening.score(),
              file,
              ScreeningText.findings(screening) + ScreeningText.unread(screening));
    }
    Map<String, Object> object = ScreeningText.object(screening);
    object.put("file", file.toString());
    return Json.write(object);
  }
}
