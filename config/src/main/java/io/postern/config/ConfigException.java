package io.postern.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Files that cannot be used as they are, with every problem in them in the order of the lines. */
public final class ConfigException extends RuntimeException {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing((Problem p) -> p.location().file())
          .thenComparingInt(p -> p.location().line())
          .thenComparingInt(p -> p.location().column());

  private final List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    this.problems = problems.stream().sorted(BY_PLACE).toList();
  }

  public List<Problem> problems() {
    return problems;
  }

  /** One problem per line. */
  @Override
  public String getMessage() {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }
}
