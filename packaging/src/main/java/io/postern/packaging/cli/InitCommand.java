package io.postern.packaging.cli;

import io.postern.packaging.setup.NewHome;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern init}. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Make a new home.",
      "Creates a random root key, a self-signed listener certificate, a commented postern.yaml and starter policies. Overwrites nothing."
    },
    footer = {"", "Example:", "  postern init --home /etc/postern --hostname gateway.example.org"})
final class InitCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--hostname",
      paramLabel = "NAME",
      defaultValue = "gateway.example.org",
      description = "The gateway's fully qualified name (default: ${DEFAULT-VALUE}).")
  private String hostname = "";

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      defaultValue = "0.0.0.0:25",
      description = "Where mail is taken (default: ${DEFAULT-VALUE}).")
  private String listen = "";

  @Override
  public Integer call() {
    Path directory = home.directory();
    try {
      List<Path> files = new NewHome(directory, InstantSource.system()).create(hostname, listen);
      Map<String, Object> created =
          Map.of(
              "home", directory.toString(), "files", files.stream().map(Path::toString).toList());
      output.print(created, () -> told(directory, files));
      return Postern.GOOD;
    } catch (FileAlreadyExistsException e) {
      throw new Refused("already there, nothing is overwritten: " + e.getFile(), e);
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Refused("cannot write the home: " + e.getMessage(), e);
    }
  }

  private static String told(Path directory, List<Path> files) {
    StringBuilder text = new StringBuilder();
    files.forEach(f -> text.append("created ").append(f).append('\n'));
    return text
        + """

        Back up %1$s/keys/root.key to a safe place: without it nothing stored can be read again.
        Next: edit %1$s/postern.yaml (upstreams: who may send) and %1$s/policies,
              then: postern check --home %1$s    what would stop or weaken it
                    postern run --home %1$s      the gateway in the foreground
        """
            .formatted(directory);
  }
}
