package io.postern.packaging.cli;

import io.postern.outbound.discover.WebKeyTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern keys publish wkd}. */
@Command(
    name = "wkd",
    mixinStandardHelpOptions = true,
    description = {
      "Write the Web Key Directory of our OpenPGP keys.",
      "Both layouts, each key with its own address alone. Exit code 1 where there is no key to publish."
    },
    footer = {"", "Example:", "  postern keys publish wkd --home /etc/postern /var/www/openpgpkey"})
final class KeysPublishWkdCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();
  @Mixin private OwnDomain domain = new OwnDomain();

  @Parameters(paramLabel = "DIRECTORY", description = "The root that the web server serves.")
  private @Nullable Path directory;

  @Override
  public Integer call() throws IOException {
    Path root = Objects.requireNonNull(directory);
    List<String> written =
        WebKeyTree.write(root, domain.all(home), domain.name()).stream()
            .map(Path::toString)
            .toList();
    output.print(written, () -> written.stream().collect(Collectors.joining("\n")));
    return written.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
