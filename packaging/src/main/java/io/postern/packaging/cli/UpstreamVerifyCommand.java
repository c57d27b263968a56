package io.postern.packaging.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern upstream verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Show which checks the last message passed and failed.",
      "With --wait the first that comes from now on. Exit code 1 where it was refused, or there is none."
    },
    footer = {"", "Example:", "  postern upstream verify contoso --home /etc/postern --wait 30m"})
final class UpstreamVerifyCommand implements Callable<Integer> {
  @Mixin private NamedUpstream upstream = new NamedUpstream();
  @Mixin private Output output = new Output();
  @Mixin private WaitOption waiting = new WaitOption();

  @Override
  public Integer call() {
    return new Verification(upstream.home(), output, upstream.settings().name())
        .run(waiting.time());
  }
}
