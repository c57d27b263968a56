package io.postern.packaging.cli;

import io.postern.config.Json;
import io.postern.config.Problem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --json}: what a command prints, as one object for scripts or as text for people. */
final class Output {
  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private @org.jspecify.annotations.Nullable CommandSpec command;

  /** Prints one of both. */
  void print(Object forScripts, Supplier<String> forPeople) {
    out().println(json ? Json.pretty(forScripts) : forPeople.get().stripTrailing());
  }

  boolean json() {
    return json;
  }

  /** A line for people who wait, at once. */
  void note(String line) {
    if (!json) {
      out().println(line);
      out().flush();
    }
  }

  /** What should be known besides, where it is not in the way of scripts. */
  void warn(List<Problem> warnings) {
    PrintWriter err = Objects.requireNonNull(command).commandLine().getErr();
    warnings.forEach(w -> err.println("warning: " + w));
    err.flush();
  }

  /** Where people and scripts read. */
  PrintWriter out() {
    return Objects.requireNonNull(command).commandLine().getOut();
  }
}
