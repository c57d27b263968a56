package io.postern.packaging.cli;

import io.postern.config.Location;
import io.postern.config.Problems;
import io.postern.core.consent.ConsentFile;
import io.postern.core.consent.ConsentRegister;
import io.postern.core.consent.ConsentRegister.Change;
import io.postern.core.consent.ConsentRegister.Entry;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern consent import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Record the consents of a CSV file.",
      "Its first line names the columns: address, scope, warning, date, and if wanted expires and withdrawn; dates are as in 2026-03-31. The same file may be imported again: what is recorded stays, a withdrawal is never undone. Where anything is wrong, all of it is told as file:line:column and nothing is recorded."
    },
    footer = {"", "Example:", "  postern consent import --home /etc/postern consents.csv"})
final class ConsentImportCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "The CSV file, in UTF-8.")
  private @Nullable Path path;

  @Override
  public Integer call() {
    Path file = Objects.requireNonNull(path);
    Problems problems = new Problems();
    Map<Integer, Entry> entries =
        ConsentFile.read(file, ZonedDateTime.now(ZoneId.systemDefault()), problems);
    Change change =
        OpenStore.with(home, store -> record(store.consents(), file, entries, problems));
    output.print(
        Map.of(
            "added", change.added(),
            "withdrawn", change.withdrawn(),
            "unchanged", change.unchanged()),
        () ->
            "%d added, %d withdrawn, %d recorded before"
                .formatted(change.added(), change.withdrawn(), change.unchanged()));
    return Postern.GOOD;
  }

  private static Change record(
      ConsentRegister register, Path file, Map<Integer, Entry> entries, Problems problems) {
    entries.forEach((line, entry) ->
        register
            .contradicting(entry.consent())
            .ifPresent(before ->
                problems.add(
                    new Location(file.toString(), line, 1),
                    "",
                    "recorded before with another warning or expiry, which stays; give the"
                        + " new consent its own date")));
    problems.throwIfAny();
    return register.record(List.copyOf(entries.values()), Operator.name());
  }
}
