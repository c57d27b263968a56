package io.postern.packaging.cli;

import io.postern.packaging.LiveGateway;
import io.postern.packaging.demo.Demo;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code postern demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Run a whole world on loopback and show what the gateway does.",
      "DNS, receiving servers good and bad, and this gateway between them. Relays real messages and prints what happened to each recipient. Exit code 0 only where every recipient got what its policy demands."
    },
    footer = {"", "Example:", "  postern demo --keep"})
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Option(names = "--keep", description = "Keep everything running until Ctrl-C.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    return new Demo(LiveGateway::start, out).run(new Demo.Options(json, keep));
  }
}
