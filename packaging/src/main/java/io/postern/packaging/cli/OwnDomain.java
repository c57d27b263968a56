package io.postern.packaging.cli;

import io.postern.core.keys.OwnKeys;
import io.postern.core.keys.OwnKeys.Own;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --domain}: which of our own keys are meant. */
final class OwnDomain {
  @Option(
      names = "--domain",
      paramLabel = "D",
      description = "Keys of addresses at this domain alone.")
  private @Nullable String domain;

  List<Own> keys(HomeOption home) {
    return OpenStore.with(
            home,
            store -> new OwnKeys(store.keys(), store.database(), InstantSource.system()).all())
        .stream()
        .filter(k -> domain == null || k.address().domain().equals(domain.toLowerCase(Locale.ROOT)))
        .toList();
  }
}
