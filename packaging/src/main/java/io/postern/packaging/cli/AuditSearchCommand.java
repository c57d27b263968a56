package io.postern.packaging.cli;

import io.postern.core.audit.AuditFilter;
import io.postern.core.audit.AuditLink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern audit search}. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {"Find events, newest first.", "Exit code 1 where nothing was found."},
    footer = {
      "",
      "Example:",
      "  postern audit search --home /etc/postern --type delivered --since 2026-11-01T00:00:00Z bob@example.org"
    })
final class AuditSearchCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "Something the event holds: an address, a host, a fingerprint.")
  private @Nullable String text;

  @Option(names = "--type", paramLabel = "TYPE", description = "The event's name, as in delivered.")
  private @Nullable String type;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From this moment on, as in 2026-11-01T00:00:00Z.")
  private Instant since = AuditFilter.ALL.since();

  @Option(names = "--until", paramLabel = "TIME", description = "Before this moment.")
  private Instant until = AuditFilter.ALL.until();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    AuditFilter filter =
        new AuditFilter(since, until, Optional.ofNullable(type), Optional.ofNullable(text));
    List<AuditLink> links = OpenStore.with(home, store -> store.trail().search(filter, limit));
    output.print(links.stream().map(AuditText::object).toList(), () -> AuditText.table(links));
    return links.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
