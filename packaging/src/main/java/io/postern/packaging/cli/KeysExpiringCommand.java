package io.postern.packaging.cli;

import io.postern.core.keys.KeyEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern keys expiring}. */
@Command(
    name = "expiring",
    mixinStandardHelpOptions = true,
    description = {
      "List the keys that have expired or will soon.",
      "The first to expire comes first. Exit code 1 where there is one."
    },
    footer = {"", "Example:", "  postern keys expiring --home /etc/postern --within 60d"})
final class KeysExpiringCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--within",
      paramLabel = "TIME",
      converter = Days.class,
      defaultValue = "30d",
      description = "How far to look ahead, as in 60d; ${DEFAULT-VALUE} where not given.")
  private Duration within = Duration.ZERO;

  @Override
  public Integer call() {
    List<KeyEntry> keys = OpenStore.with(home, store -> store.keys().expiring(within));
    output.print(keys.stream().map(KeysText::object).toList(), () -> KeysText.table(keys));
    return keys.isEmpty() ? Postern.GOOD : Postern.FINDING;
  }

  /** From text. */
  static final class Days implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,4}d");

    @Override
    public Duration convert(String text) {
      if (!FORM.matcher(text).matches()) {
        throw new picocli.CommandLine.TypeConversionException("days are needed, as in 30d");
      }
      return Duration.parse("P" + text);
    }
  }
}
