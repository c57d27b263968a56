package io.postern.packaging.cli;

import io.postern.core.dkim.DkimAlgorithm;
import io.postern.core.dkim.DkimKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern dkim create}. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = {
      "Make keys for a domain and print their records.",
      "They sign after postern dkim rotate has seen the records in the DNS."
    },
    footer = {"", "Example:", "  postern dkim create --home /etc/postern example.org"})
final class DkimCreateCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "DOMAIN", description = "The domain in From.")
  private String domain = "";

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description = "rsa or ed25519; without it one key of each, and both sign each message.")
  private @Nullable DkimAlgorithm algorithm;

  @Option(
      names = "--selector",
      paramLabel = "NAME",
      description = "The name of the record; only together with --algorithm.")
  private @Nullable String selector;

  @Override
  public Integer call() {
    if (selector != null && algorithm == null) {
      throw new Refused("--selector names one key: say --algorithm too");
    }
    List<DkimAlgorithm> wanted =
        algorithm == null ? Arrays.asList(DkimAlgorithm.values()) : List.of(algorithm);
    List<DkimKey> keys =
        OpenStore.with(
            home,
            stores ->
                wanted.stream()
                    .map(a ->
                        stores
                            .dkim()
                            .create(domain, Optional.ofNullable(selector), a, Operator.name()))
                    .toList());
    output.print(keys.stream().map(DkimText::object).toList(), () -> DkimText.toPublish(keys));
    return Postern.GOOD;
  }
}
