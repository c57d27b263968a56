package io.postern.packaging.cli;

import io.postern.packaging.Service;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run the gateway in the foreground until SIGTERM or SIGINT.",
      "A stop lets running sessions and deliveries finish. Tells systemd when it is ready (Type=notify)."
    },
    footer = {"", "Example:", "  postern run --home /etc/postern"})
final class RunCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();

  @Override
  public Integer call() throws Exception {
    Service.run(home.directory(), home.settings());
    return Postern.GOOD;
  }
}
