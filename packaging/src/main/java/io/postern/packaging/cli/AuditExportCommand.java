package io.postern.packaging.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern audit export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Write every event to a new file, one JSON object a line.",
      "Each line holds what was hashed, so that the chain can be checked without this program."
    },
    footer = {"", "Example:", "  postern audit export --home /etc/postern audit-2026.jsonl"})
final class AuditExportCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "The file to create; it must not exist.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    Path target = java.util.Objects.requireNonNull(file);
    OpenStore.with(home, store -> export(store, target));
    output.print(java.util.Map.of("file", target.toString()), () -> "written: " + target);
    return Postern.GOOD;
  }

  private static Path export(OpenStore store, Path target) {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(target, StandardOpenOption.CREATE_NEW))) {
      store.trail().export(out);
      return target;
    } catch (FileAlreadyExistsException e) {
      throw new Refused("already there, nothing is overwritten: " + target, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target, e);
    }
  }
}
