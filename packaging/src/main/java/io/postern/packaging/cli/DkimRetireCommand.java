package io.postern.packaging.cli;

import io.postern.core.dkim.DkimKey;
import io.postern.core.dkim.DkimKey.State;
import io.postern.core.dkim.DkimKeys;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern dkim retire}. */
@Command(
    name = "retire",
    mixinStandardHelpOptions = true,
    description = {
      "End a key for good and destroy its private half.",
      "A gateway that runs stops signing with it within half a minute. Leave its record in the DNS"
          + " for a week, for mail that is on the way."
    },
    footer = {"", "Example:", "  postern dkim retire --home /etc/postern example.org rsa-20261121"})
final class DkimRetireCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(index = "0", paramLabel = "DOMAIN", description = "The domain in From.")
  private String domain = "";

  @Parameters(
      index = "1",
      paramLabel = "SELECTOR",
      description = "The key's selector, as in postern dkim list.")
  private String selector = "";

  @Option(
      names = "--last",
      description =
          "Even where the domain's mail is then not signed, or signing.arc has no key of that kind.")
  private boolean last;

  @Override
  public Integer call() {
    DkimKey key = OpenStore.with(home, stores -> retire(stores.dkim()));
    output.print(
        DkimText.object(key), () -> "retired " + key.selector() + "; leave its record for a week");
    return Postern.GOOD;
  }

  private DkimKey retire(DkimKeys keys) {
    List<DkimKey> active = keys.of(domain).stream().filter(k -> k.state() == State.ACTIVE).toList();
    active.stream()
        .filter(k -> k.selector().equals(selector))
        .findFirst()
        .flatMap(k -> missed(k, active))
        .filter(what -> !last)
        .ifPresent(what -> {
          throw new IllegalArgumentException(
              "without " + selector + " " + what + "; --last does it all the same");
        });
    return keys.retire(domain, selector, Operator.name());
  }

  /** What nobody does where a key is gone. */
  private Optional<String> missed(DkimKey key, List<DkimKey> active) {
    if (active.size() == 1) {
      return Optional.of("mail of " + domain + " is not signed");
    }
    boolean seals =
        home.settings().signing().arc().filter(d -> d.equalsIgnoreCase(key.domain())).isPresent();
    boolean lastOfItsKind =
        active.stream().filter(k -> k.algorithm() == key.algorithm()).count() == 1;
    return seals && lastOfItsKind
        ? Optional.of("no seal (signing.arc) is " + key.algorithm().label())
        : Optional.empty();
  }
}
