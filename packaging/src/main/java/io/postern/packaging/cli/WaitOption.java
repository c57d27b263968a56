package io.postern.packaging.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --wait}. */
final class WaitOption {
  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Wait so long for the first message, as in 90s, 30m or 2h.")
  private @Nullable Duration time;

  Optional<Duration> time() {
    return Optional.ofNullable(time);
  }

  /** From text. */
  static final class Time implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("[1-9][0-9]{0,4}[smh]");

    @Override
    public Duration convert(String text) {
      if (!FORM.matcher(text).matches()) {
        throw new picocli.CommandLine.TypeConversionException("a time is needed, as in 30m");
      }
      return Duration.parse("PT" + text);
    }
  }
}
