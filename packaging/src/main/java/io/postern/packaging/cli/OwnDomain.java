package io.postern.packaging.cli;

import io.postern.core.keys.OwnKeys;
import io.postern.core.keys.OwnKeys.Own;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --domain}: which of our own keys are meant. */
final class OwnDomain {
  @Option(
      names = "--domain",
      paramLabel = "D",
      description = "Keys of addresses at this domain alone.")
  private @Nullable String domain;

  Optional<String> name() {
    return Optional.ofNullable(domain).map(d -> d.toLowerCase(Locale.ROOT));
  }

  /** Of that domain alone. */
  List<Own> keys(HomeOption home) {
    return all(home).stream()
        .filter(k -> name().isEmpty() || name().get().equals(k.address().domain()))
        .toList();
  }

  /** Of whichever domain. */
  List<Own> all(HomeOption home) {
    return OpenStore.with(
        home, store -> new OwnKeys(store.keys(), store.database(), InstantSource.system()).all());
  }
}
